------------------------------ MODULE Ligature ------------------------------
(***************************************************************************)
(* The protocols of Ligature on a store that offers what S3 offers: atomic *)
(* PUT and DELETE of one key, conditional on its ETag or on its absence,   *)
(* and consistent GET and LIST. One action is one request. Between any two *)
(* requests of one actor every other actor may do whatever it likes, an    *)
(* actor may stop for ever (crash, or a stall without end), and a task may *)
(* be delivered late, twice, or to two workers at once.                    *)
(*                                                                         *)
(* Without names the steps that are left out, to show what each is for.    *)
(* Scenes (module Scenes) gives the bucket at the start and the actors.    *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS Names,     \* the scenes to explore
          Without    \* the steps to leave out; {} is the protocol

VARIABLES scene,     \* the name of the scene played
          bucket,    \* everything stored
          held,      \* <<actor, key>>: the ETag that this actor last saw there is still the current one
          actor,     \* where each actor stands
          history    \* what cannot be read off the bucket: effects, lost writes, crashes so far

CONSTANT Scene(_)    \* name -> [start, stale, fenced, claims, rule, single, clients, jobs, done, workers, crashes, late, names, days, condemned]

vars == <<scene, bucket, held, actor, history>>
Here == Scene(scene)
Keeps(step) == step \notin Without

-----------------------------------------------------------------------------
(* The bucket *)

None == "none"                       \* a key that is null
Missing == "missing"                 \* at the start: an id that nobody has used yet
NoMark == <<>>
Absent == [kind |-> "absent"]
Fence == [kind |-> "fence"]
Entity(parent) == [kind |-> "entity", parent |-> parent, mark |-> NoMark]
IsEntity(o) == o.kind = "entity"

Ids == DOMAIN Here.start
Clients == DOMAIN Here.clients
Workers == Here.workers
Jobs == DOMAIN Here.jobs
Rule(child) == Here.rule[child]
TwoPhase == \E c \in DOMAIN Here.rule : Rule(c) = "PROTECT"   \* decided from the schema alone
Planned(j) == TwoPhase /\ Here.jobs[j].plans                   \* nothing below some roots can refuse

DataKey(id) == <<"data", id>>
RefKey(p, c) == <<"ref", p, c>>
ClaimKey(p) == <<"claim", p>>
JobKey(j) == <<"job", j>>
TaskKey(t) == <<"task", t>>
NoteKey(id) == <<"note", id>>        \* tells the sweeper of a fence at that entity's key
Window == <<"window">>               \* held while a write that began with it is young enough for the store

PlanTask(j, a, n, via, depth) == [phase |-> "plan", job |-> j, attempt |-> a, node |-> n, via |-> via, depth |-> depth]
WorkTask(j, n, via, depth) == [phase |-> "work", job |-> j, attempt |-> 0, node |-> n, via |-> via, depth |-> depth]
Root(j) == Here.jobs[j].root
RootTask(j) == WorkTask(j, Root(j), None, 0)    \* stands until the job is over
FirstPlan(j, a) == PlanTask(j, a, Root(j), None, 0)
FirstTasks(j) == {RootTask(j)} \cup (IF Planned(j) THEN {FirstPlan(j, 1)} ELSE {})
Nobody == 0
NewJob(j) == [state |-> IF Planned(j) THEN "planning" ELSE "running", attempt |-> 1, waits |-> Nobody]
NoJob == [state |-> "none", attempt |-> 0, waits |-> Nobody]

(* A LIST is not of one moment: it reads keys in ascending order, each when it gets there. Scenes   *)
(* that give no names have it of one moment, to be smaller. A task's name begins with its phase and *)
(* then tells how many tasks it follows from; the rest is random, that is, as the scene says.       *)
Torn == DOMAIN Here.names # {}
Nodes == DOMAIN Here.names
Place(phase, node, depth) ==
  LET digit == CASE phase = "plan" -> 0 [] phase = "work" /\ depth = 0 -> 1 [] OTHER -> 2 IN
  100 * digit + (IF Keeps("sort-behind") THEN 10 * depth ELSE 0) + Here.names[node]
Below(t) == IF Torn THEN t.depth + 1 ELSE 0      \* counted only where it matters: or else a walk in a circle had no end
PlaceOf(t) == Place(t.phase, t.node, t.depth)
Places(phases) ==
  {Place(phase, n, d) : phase \in (IF TwoPhase THEN phases ELSE phases \ {"plan"}), n \in Nodes, d \in 0 .. Cardinality(Nodes) - 1}
Least(places) == CHOOSE p \in places : \A q \in places : p <= q

(* Every body carries a nonce, so no ETag ever comes back. Hence all that an ETag in an actor's *)
(* hand can tell is whether the object has been written since: no version numbers are needed.   *)
Sees(a, key) == held \cup {<<a, key>>}
Holds(a, key) == <<a, key>> \in held
Written(key) == {h \in held : h[2] # key}
Released(a) == {h \in held : h[1] # a}

(* Time shows only where scenes let days pass. The store refuses a write that arrives long after it   *)
(* was begun. And what has not been written since a day passed, "time" holds: the sweeper may take it. *)
Young(a) == Holds(a, Window)
Begins(a, h) == IF Here.days > 0 THEN h \cup {<<a, Window>>} ELSE h
Old(key) == Holds("time", key)

PutData(id, o) == [bucket EXCEPT !.data[id] = o]
PutRef(p, c) == [bucket EXCEPT !.refs = @ \cup {<<p, c>>}]
DropRef(p, c) == [bucket EXCEPT !.refs = @ \ {<<p, c>>}]
PutTasks(ts) == [bucket EXCEPT !.tasks = @ \cup ts, !.sent = @ \cup ts]

(* What a mark means is for its job's record to say. What still stands when the job has completed *)
(* has survived it: then its mark is no mark.                                                     *)
Standing(mark) ==
  IF mark = NoMark THEN "clear"
  ELSE LET job == bucket.jobs[mark[1]] IN
       CASE job.attempt # mark[2] /\ Keeps("attempt") -> "clear"
         [] job.state = "planning" -> "condemned"
         [] job.state = "running" -> "gone"
         [] OTHER -> "clear"

(* But the entity was read before its job was. If the job has completed, it is read once more: with *)
(* the same mark it is a survivor.                                                                  *)
ReadAgain(mark) == bucket.jobs[mark[1]].state \in {"completed", "restored"} /\ Keeps("read-again")

(* A conditional delete names the version that it is to delete. A version differs from another here *)
(* by the parent: in these scenes no entity comes back to one that it had.                          *)
AnyVersion == "any"
Expected(j, o) == Here.jobs[j].expects = AnyVersion \/ Here.jobs[j].expects = o.parent

Ended == {"completed", "blocked", "cancelled", "restored"}
HasEnded(j) == bucket.jobs[j].state \in Ended

-----------------------------------------------------------------------------
(* The start *)

Client(program) == [pc |-> CASE program.op = "create" -> IF Keeps("reference-first") THEN "reference" ELSE "parent"
                             [] program.op \in {"move", "remove", "delete"} -> "own"
                             [] program.op = "read" -> "show"
                             [] program.op = "sweep" -> "sweepList"
                             [] program.op = "expire" -> "expireList"
                             [] program.op = "cancel" -> "cancelRead"
                             [] program.op = "restore" -> "restoreJob",
                    op |-> program.op, id |-> program.id, to |-> program.to,
                    read |-> None, mark |-> NoMark, owner |-> None, left |-> {}, gone |-> FALSE]
Idle == [pc |-> "idle"]

(* Some jobs have walked already, and are only to decide. *)
Walked == DOMAIN Here.condemned
MarkAtStart(i) ==
  IF \E j \in Walked : i \in Here.condemned[j]
  THEN LET j == CHOOSE j \in Walked : i \in Here.condemned[j] IN <<j, 1, IF i = Root(j) THEN None ELSE Here.start[i]>>
  ELSE NoMark

Init ==
  /\ scene \in Names
  /\ LET used == {i \in Ids : Here.start[i] # Missing}
         begun == {j \in Jobs : Here.jobs[j].begun}
         over == {e.job : e \in Here.done} IN
     bucket = [data   |-> [i \in Ids |-> IF i \in used THEN [Entity(Here.start[i]) EXCEPT !.mark = MarkAtStart(i)] ELSE IF i \in Here.fenced THEN Fence ELSE Absent],
               refs   |-> {<<Here.start[i], i>> : i \in {u \in used : Here.start[u] # None}} \cup Here.stale,
               claims |-> [p \in Ids |-> IF p \in DOMAIN Here.claims THEN Here.claims[p]
                                         ELSE IF Here.single /\ \E i \in used : Here.start[i] = p
                                         THEN CHOOSE i \in used : Here.start[i] = p ELSE None],
               jobs   |-> [j \in Jobs |-> IF j \in begun THEN NewJob(j) ELSE IF j \in over THEN [NewJob(j) EXCEPT !.state = "completed"] ELSE NoJob],
               tasks  |-> UNION {IF j \in Walked THEN {RootTask(j)} ELSE FirstTasks(j) : j \in begun},
               sent   |-> UNION {FirstTasks(j) : j \in begun},
               journal |-> {}, verdicts |-> {}, notes |-> IF Here.days > 0 THEN Here.fenced ELSE {}]
  /\ held = {}
  /\ actor = [a \in Clients \cup Workers |-> IF a \in Clients THEN Client(Here.clients[a]) ELSE Idle]
  /\ history = [effects |-> Here.done, gone |-> {}, lost |-> FALSE, after |-> FALSE, crashes |-> 0, days |-> 0]

(* Shapes of a step *)
Go(a, place) == actor' = [actor EXCEPT ![a].pc = place]
Be(a, record) == actor' = [actor EXCEPT ![a] = record]
End(a, outcome) == Be(a, [pc |-> "done", outcome |-> outcome]) /\ held' = Released(a)
Rest(a) == Be(a, Idle) /\ held' = Released(a)
Read == UNCHANGED <<scene, bucket, history>>
Write == UNCHANGED <<scene, history>>
At(a, place) == actor[a].pc = place

-----------------------------------------------------------------------------
(* Create and update (re-parent): reference, then parent, then the entity. *)

AfterParent == IF Here.single THEN "claim" ELSE "write"
AfterReference == IF Keeps("reference-first") THEN "parent" ELSE AfterParent
AfterAlive == IF Keeps("reference-first") THEN AfterParent ELSE "reference"
AfterOwn(op) == CASE op = "move" -> IF Keeps("reference-first") THEN "reference" ELSE "parent"
                  [] op = "remove" -> "removeOwn"
                  [] op = "delete" -> IF Keeps("task-before-job") THEN "jobTask" ELSE "jobRecord"

ReadOwn(a) ==   \* GET C, for an update or a delete
  LET me == actor[a]  o == bucket.data[me.id] IN
  /\ At(a, "own") /\ Read
  /\ IF ~IsEntity(o) THEN End(a, "absent")
     ELSE /\ held' = Sees(a, DataKey(me.id))
          /\ Be(a, [me EXCEPT !.read = o.parent, !.mark = IF o.mark = me.mark THEN NoMark ELSE o.mark,
                              !.pc = CASE o.mark # me.mark /\ o.mark # NoMark -> "ownJob"
                                       [] me.op = "move" /\ o.parent = me.to -> "write"   \* no key changes
                                       [] OTHER -> AfterOwn(me.op)])

JudgeOwn(a) ==  \* GET the job whose mark C carries
  LET me == actor[a] IN
  /\ At(a, "ownJob") /\ Read
  /\ CASE Standing(me.mark) = "gone" -> End(a, "absent")
       [] Standing(me.mark) = "condemned" /\ me.op # "delete" -> End(a, "condemned")
       [] ReadAgain(me.mark) -> Go(a, "own") /\ UNCHANGED held
       [] OTHER -> /\ Be(a, [me EXCEPT !.mark = NoMark,
                                       !.pc = IF me.op = "move" /\ me.read = me.to THEN "write" ELSE AfterOwn(me.op)])
                   /\ UNCHANGED held

WriteReference(a) ==
  LET me == actor[a] IN
  /\ At(a, "reference") /\ Write
  /\ bucket' = PutRef(me.to, me.id) /\ held' = Begins(a, Written(RefKey(me.to, me.id)))
  /\ Go(a, AfterReference)

CheckParent(a) ==
  LET me == actor[a]  p == bucket.data[me.to] IN
  /\ At(a, "parent") /\ Read
  /\ CASE ~IsEntity(p) -> IF me.op = "create" \/ ~Keeps("leave-on-update") THEN Go(a, "withdraw") /\ UNCHANGED held
                          ELSE End(a, "refused")
       [] IsEntity(p) /\ p.mark \in {NoMark, me.mark} -> Be(a, [me EXCEPT !.pc = AfterAlive, !.mark = NoMark]) /\ UNCHANGED held
       [] OTHER -> Be(a, [me EXCEPT !.pc = "parentJob", !.mark = p.mark]) /\ UNCHANGED held

JudgeParent(a) ==   \* a condemned parent may come back to life: the reference stays
  LET me == actor[a] IN
  /\ At(a, "parentJob") /\ Read
  /\ IF ReadAgain(me.mark) THEN Go(a, "parent") /\ UNCHANGED held
     ELSE IF Standing(me.mark) = "clear" THEN Be(a, [me EXCEPT !.pc = AfterAlive, !.mark = NoMark]) /\ UNCHANGED held
     ELSE IF Keeps("leave-reference") THEN End(a, "condemned")
     ELSE Go(a, "withdraw") /\ UNCHANGED held

(* Only a refused create takes its reference back: nobody else writes that id. After a refused *)
(* update the reference stays as a hint: another update, that did see the parent, may rely on  *)
(* it, and so may the delete that has not listed it yet.                                       *)
Withdraw(a) ==
  LET me == actor[a] IN
  /\ At(a, "withdraw") /\ Write
  /\ bucket' = DropRef(me.to, me.id) /\ End(a, "refused")

WriteEntity(a) ==
  LET me == actor[a]  o == bucket.data[me.id]
      inTime == Here.days = 0 \/ Young(a) \/ ~Keeps("create-window")
      free == IF me.op = "create" THEN o = Absent /\ inTime ELSE IsEntity(o) /\ Holds(a, DataKey(me.id))
      seen == IF me.op = "create" THEN o = Absent ELSE IsEntity(o) /\ o.parent = me.read
      ok == free \/ ~Keeps("condition") IN
  /\ At(a, "write") /\ UNCHANGED scene
  /\ IF ok THEN /\ bucket' = PutData(me.id, Entity(me.to))
                /\ history' = [history EXCEPT !.lost = @ \/ ~seen]
                /\ Be(a, [pc |-> "done", outcome |-> "ok"])
                /\ held' = Written(DataKey(me.id)) \ {h \in held : h[1] = a}
     ELSE UNCHANGED <<bucket, history>> /\ End(a, "conflict")

(* A claim says who may hold a unique place: here, be the one child of a has-one parent. *)
ReadClaim(a) ==
  LET me == actor[a]  owner == bucket.claims[me.to] IN
  /\ At(a, "claim") /\ Read
  /\ CASE owner = None -> Go(a, "claimNew") /\ UNCHANGED held
       [] owner = me.id -> /\ held' = Sees(a, ClaimKey(me.to))
                           /\ Go(a, IF Keeps("rewrite-claim") THEN "claimTake" ELSE "write")
       [] OTHER -> held' = Sees(a, ClaimKey(me.to)) /\ Be(a, [me EXCEPT !.pc = "claimOwner", !.owner = owner])

NewClaim(a) ==
  LET me == actor[a] IN
  /\ At(a, "claimNew") /\ Write
  /\ IF bucket.claims[me.to] = None
     THEN /\ bucket' = [bucket EXCEPT !.claims[me.to] = me.id]
          /\ held' = Written(ClaimKey(me.to)) /\ Go(a, "write")
     ELSE UNCHANGED <<bucket, held>> /\ Go(a, "claim")

ReadOwner(a) ==
  LET me == actor[a]  o == bucket.data[me.owner] IN
  /\ At(a, "claimOwner") /\ Read
  /\ CASE o = Absent -> Go(a, IF Keeps("claim-fence") THEN "claimFence" ELSE "claimTake") /\ UNCHANGED held
       [] o = Fence -> Go(a, "claimTake") /\ UNCHANGED held
       [] IsEntity(o) /\ o.parent = me.to -> End(a, "taken")
       [] OTHER -> /\ held' = Sees(a, DataKey(me.owner))
                   /\ Go(a, IF Keeps("claim-bump") THEN "claimBump" ELSE "claimTake")

FenceOwner(a) ==    \* its creator may be on the way
  LET me == actor[a] IN
  /\ At(a, "claimFence") /\ Write
  /\ IF bucket.data[me.owner] = Absent
     THEN bucket' = PutData(me.owner, Fence) /\ held' = Written(DataKey(me.owner)) /\ Go(a, "claimTake")
     ELSE UNCHANGED <<bucket, held>> /\ Go(a, "claim")

BumpOwner(a) ==     \* it may be on its way back
  LET me == actor[a] IN
  /\ At(a, "claimBump") /\ Write
  /\ UNCHANGED bucket
  /\ IF Holds(a, DataKey(me.owner)) /\ IsEntity(bucket.data[me.owner])
     THEN held' = Written(DataKey(me.owner)) /\ Go(a, "claimTake")
     ELSE UNCHANGED held /\ Go(a, "claim")

TakeClaim(a) ==
  LET me == actor[a] IN
  /\ At(a, "claimTake") /\ Write
  /\ IF Holds(a, ClaimKey(me.to)) /\ bucket.claims[me.to] # None
     THEN /\ bucket' = [bucket EXCEPT !.claims[me.to] = me.id]
          /\ held' = Written(ClaimKey(me.to)) /\ Go(a, "write")
     ELSE UNCHANGED <<bucket, held>> /\ Go(a, "claim")

Put(a) == \/ ReadOwn(a) \/ JudgeOwn(a) \/ WriteReference(a) \/ CheckParent(a) \/ JudgeParent(a)
          \/ Withdraw(a) \/ WriteEntity(a)
          \/ ReadClaim(a) \/ NewClaim(a) \/ ReadOwner(a) \/ FenceOwner(a) \/ BumpOwner(a) \/ TakeClaim(a)

-----------------------------------------------------------------------------
(* A reader: GET the entity and, if it is marked, its job. *)

ReadToShow(a) ==
  LET me == actor[a]  o == bucket.data[me.id]
      gone == me.gone \/ (me.mark = NoMark /\ me.id \in history.gone) IN   \* when the reader began
  /\ At(a, "show") /\ Read
  /\ CASE ~IsEntity(o) -> End(a, "absent")
       [] o.mark \in {NoMark, me.mark} -> End(a, IF gone THEN "shown again" ELSE "shown")
       [] OTHER -> Be(a, [me EXCEPT !.pc = "showJob", !.mark = o.mark, !.gone = gone]) /\ UNCHANGED held

JudgeToShow(a) ==
  LET me == actor[a] IN
  /\ At(a, "showJob") /\ Read
  /\ CASE Standing(me.mark) = "gone" -> End(a, "absent")
       [] ReadAgain(me.mark) -> Go(a, "show") /\ UNCHANGED held
       [] OTHER -> End(a, IF me.gone THEN "shown again" ELSE "shown")

Show(a) == ReadToShow(a) \/ JudgeToShow(a)

-----------------------------------------------------------------------------
(* Delete of an entity that nothing refers to: no job. *)

RemoveOwn(a) ==
  LET me == actor[a] IN
  /\ At(a, "removeOwn") /\ UNCHANGED scene
  /\ IF Holds(a, DataKey(me.id)) /\ IsEntity(bucket.data[me.id])
     THEN /\ bucket' = PutData(me.id, Absent)
          /\ history' = [history EXCEPT !.effects = @ \cup {[id |-> me.id, job |-> 0, was |-> me.read, what |-> "deleted", etag |-> {}]}]
          /\ Go(a, IF me.read = None THEN "release" ELSE "removeReference") /\ UNCHANGED held
     ELSE UNCHANGED <<bucket, history>> /\ End(a, "conflict")

RemoveReference(a) ==
  LET me == actor[a] IN
  /\ At(a, "removeReference") /\ Write
  /\ bucket' = DropRef(me.read, me.id) /\ UNCHANGED held
  /\ Go(a, "release")

ReadOwnClaim(a) ==
  LET me == actor[a] IN
  /\ At(a, "release") /\ Read
  /\ IF me.read # None /\ bucket.claims[me.read] = me.id
     THEN held' = Sees(a, ClaimKey(me.read)) /\ Go(a, "releaseClaim")
     ELSE End(a, "ok")

ReleaseClaim(a) ==
  LET me == actor[a] IN
  /\ At(a, "releaseClaim") /\ Write
  /\ bucket' = IF Holds(a, ClaimKey(me.read)) \/ ~Keeps("release-if-match")
               THEN [bucket EXCEPT !.claims[me.read] = None] ELSE bucket
  /\ End(a, "ok")

Remove(a) == RemoveOwn(a) \/ RemoveReference(a) \/ ReadOwnClaim(a) \/ ReleaseClaim(a)

-----------------------------------------------------------------------------
(* Delete with a job: accepted once its first tasks and then its record stand. *)

WriteFirstTask(a) ==    \* the root task, and behind it the first one that plans
  LET me == actor[a]
      left == FirstTasks(me.to) \ bucket.tasks IN
  /\ At(a, "jobTask") /\ Write
  /\ \E t \in left :
       /\ bucket' = PutTasks({t})
       /\ IF left # {t} THEN UNCHANGED <<actor, held>>
          ELSE IF Keeps("task-before-job") THEN Go(a, "jobRecord") /\ UNCHANGED held ELSE End(a, "accepted")

WriteJob(a) ==
  LET me == actor[a] IN
  /\ At(a, "jobRecord") /\ Write
  /\ bucket' = [bucket EXCEPT !.jobs[me.to] = NewJob(me.to)]
  /\ IF Keeps("task-before-job") THEN End(a, "accepted") ELSE Go(a, "jobTask") /\ UNCHANGED held

ReadJobToCancel(a) ==
  LET me == actor[a] IN
  /\ At(a, "cancelRead") /\ Read
  /\ IF bucket.jobs[me.to].state = "planning"
     THEN held' = Sees(a, JobKey(me.to)) /\ Go(a, "cancelWrite")
     ELSE End(a, "conflict")

CancelJob(a) ==
  LET me == actor[a] IN
  /\ At(a, "cancelWrite") /\ Write
  /\ IF Holds(a, JobKey(me.to))
     THEN /\ bucket' = [bucket EXCEPT !.jobs[me.to].state = "cancelled"]
          /\ Be(a, [pc |-> "done", outcome |-> "ok"]) /\ held' = Written(JobKey(me.to))
     ELSE UNCHANGED <<bucket, held>> /\ Go(a, "cancelRead")

Accept(a) == WriteFirstTask(a) \/ WriteJob(a) \/ ReadJobToCancel(a) \/ CancelJob(a)

-----------------------------------------------------------------------------
(* The sweeper removes stale references under a living parent. *)

SweepList(a) ==
  LET me == actor[a]  found == {r \in bucket.refs : r[1] = me.to} IN
  /\ At(a, "sweepList") /\ Read
  /\ held' = held \cup {<<a, RefKey(r[1], r[2])>> : r \in found}
  /\ Be(a, [me EXCEPT !.pc = "sweepChild", !.left = {r[2] : r \in found}])

SweepChild(a) ==
  LET me == actor[a] IN
  /\ At(a, "sweepChild") /\ Read
  /\ IF me.left = {} THEN End(a, "ok")
     ELSE \E c \in me.left : LET o == bucket.data[c] IN
            IF IsEntity(o) /\ o.parent # me.to
            THEN /\ held' = Sees(a, DataKey(c))
                 /\ Be(a, [me EXCEPT !.id = c, !.pc = IF Keeps("sweep-bump") THEN "sweepBump" ELSE "sweepReference"])
            ELSE UNCHANGED held /\ Be(a, [me EXCEPT !.left = @ \ {c}])

SweepBump(a) ==
  LET me == actor[a] IN
  /\ At(a, "sweepBump") /\ Write
  /\ UNCHANGED bucket
  /\ IF Holds(a, DataKey(me.id)) /\ IsEntity(bucket.data[me.id])
     THEN held' = Written(DataKey(me.id)) /\ Go(a, "sweepReference")
     ELSE UNCHANGED held /\ Go(a, "sweepChild")

SweepReference(a) ==
  LET me == actor[a] IN
  /\ At(a, "sweepReference") /\ Write
  /\ bucket' = IF Holds(a, RefKey(me.to, me.id)) \/ ~Keeps("sweep-if-match") THEN DropRef(me.to, me.id) ELSE bucket
  /\ UNCHANGED held
  /\ Be(a, [me EXCEPT !.pc = "sweepChild", !.left = @ \ {me.id}])

Sweep(a) == SweepList(a) \/ SweepChild(a) \/ SweepBump(a) \/ SweepReference(a)

-----------------------------------------------------------------------------
(* Workers. Messages are delivered at least once, at any time, in any order; a lost one is *)
(* sent again for as long as its task record stands. So the queue promises nothing.        *)

Task(w) == actor[w].task
JobOf(w) == bucket.jobs[Task(w).job]

(* A worker needs the ETag of its job or its task, and of what it read last. *)
SeesJob(w, j) == Released(w) \cup {<<w, JobKey(j)>>}
SeesNow(w, key) == {h \in held : h[1] # w \/ h[2] \in {JobKey(Task(w).job), TaskKey(Task(w))}} \cup {<<w, key>>}

(* A job that had to start again twice waits, before the next time, longer than older jobs plan. *)
Patient(t) == t.attempt > 2 => ~\E j \in Jobs : j < t.job /\ bucket.jobs[j].state = "planning"

Twice(j) == j \in Here.late     \* tasks of this job may be with two workers at once
OthersMayEnd(t) == Twice(t.job) /\ Cardinality(Jobs) > 1   \* a victim that another job has deleted

Deliver(w, t) ==        \* GET the task record
  /\ At(w, "idle") /\ UNCHANGED <<scene, history>>
  /\ bucket' = IF Keeps("drop-last") THEN bucket ELSE [bucket EXCEPT !.tasks = @ \ {t}]
  /\ bucket.jobs[t.job].state # "none" /\ Patient(t)
  /\ IF Twice(t.job) THEN t \in bucket.tasks \/ bucket.jobs[t.job].state \notin Ended
     ELSE \/ t \in bucket.tasks /\ {o \in Workers : IF actor[o] = Idle THEN FALSE ELSE actor[o].task = t} = {}
          \/ bucket.jobs[t.job].state \notin Ended /\ \A s \in bucket.tasks : s.job # t.job
  /\ Be(w, [pc |-> IF t \in bucket.tasks THEN "job" ELSE "look",
            task |-> t, left |-> {}, child |-> None, mark |-> NoMark])
  /\ held' = IF t \in bucket.tasks /\ OthersMayEnd(t) THEN Sees(w, TaskKey(t)) ELSE held

ReadJob(w) ==           \* GET job.json: does this task still matter?
  LET t == Task(w)  job == JobOf(w) IN
  /\ At(w, "job") /\ Read
  /\ CASE t.phase = "plan" /\ job.state = "planning" /\ job.attempt = t.attempt ->
            /\ UNCHANGED held
            /\ Go(w, IF t = FirstPlan(t.job, job.attempt) /\ job.waits # Nobody THEN "before" ELSE "node")
       [] t.phase = "plan" /\ job.state = "planning" /\ job.attempt < t.attempt /\ Keeps("announced") ->
            Rest(w)                                     \* of an attempt that is only about to begin
       [] t.phase = "work" /\ job.state = "planning" -> Go(w, "look") /\ UNCHANGED held
       [] t.phase = "work" /\ job.state = "running" ->
            /\ UNCHANGED held
            /\ Be(w, [actor[w] EXCEPT !.pc = "victim",
                      !.mark = IF ~Keeps("journal-late") /\ <<t.job, t.node>> \in bucket.journal THEN <<"journalled">> ELSE NoMark])
       [] t = RootTask(t.job) /\ job.state \in {"blocked", "cancelled"} -> Go(w, "undo") /\ UNCHANGED held
       [] OTHER -> Go(w, "drop") /\ UNCHANGED held

ReadBefore(w) ==        \* GET the record of the job that this one gave way to: it begins again when that one has ended
  /\ At(w, "before") /\ Read
  /\ IF bucket.jobs[JobOf(w).waits].state = "running" THEN Rest(w) ELSE Go(w, "node") /\ UNCHANGED held

(* Phase 1: condemn, then look at what refers to the condemned. *)
MarkOf(t) == <<t.job, t.attempt, t.via>>     \* of the task, which its node and the way to it name
Job(mark) == <<mark[1], mark[2]>>
Forget(w, place) == Be(w, [actor[w] EXCEPT !.pc = place, !.mark = NoMark])

ReadNode(w) ==
  LET t == Task(w)  o == bucket.data[t.node] IN
  /\ At(w, "node") /\ Read
  /\ IF ~IsEntity(o) \/ (t.via # None /\ o.parent # t.via) THEN Forget(w, "drop") /\ UNCHANGED held
     ELSE /\ held' = SeesNow(w, DataKey(t.node))
          /\ CASE o.mark = MarkOf(t) -> Forget(w, "list")
               [] Keeps("mark-names-task") /\ o.mark # NoMark /\ Job(o.mark) = Job(MarkOf(t)) ->
                    Forget(w, "drop")       \* reached by another way before, e.g. round a cycle
               [] ~Keeps("mark-names-task") /\ o.mark # NoMark /\ Job(o.mark) = Job(MarkOf(t)) -> Forget(w, "list")
               [] t.node = Root(t.job) /\ ~Expected(t.job, o) ->
                    Forget(w, "drop")       \* a conditional delete is judged here
               [] o.mark \in {NoMark, actor[w].mark} \/ o.mark[1] = t.job -> Forget(w, IF Keeps("mark-first") THEN "mark" ELSE "list")
               [] OTHER -> Be(w, [actor[w] EXCEPT !.pc = "owner", !.mark = o.mark])

JudgeNode(w) ==         \* another job has been here: GET its record
  LET t == Task(w)  mark == actor[w].mark IN
  /\ At(w, "owner") /\ Read
  /\ CASE ReadAgain(mark) -> Go(w, "node") /\ UNCHANGED held
       [] Standing(mark) = "clear" -> Forget(w, "mark") /\ UNCHANGED held
       [] Standing(mark) = "gone" -> Forget(w, "drop") /\ UNCHANGED held
       [] mark[1] > t.job -> /\ held' = SeesNow(w, JobKey(mark[1]))
                             /\ Go(w, IF Keeps("restart-task") THEN "woundTask" ELSE "wound")
       [] OTHER -> IF Keeps("wait") THEN Rest(w)                       \* sent again, with delay
                   ELSE Forget(w, "mark") /\ UNCHANGED held

WoundTask(w) ==         \* the other job's next attempt, before the one write that begins it
  LET mark == actor[w].mark IN
  /\ At(w, "woundTask") /\ Write
  /\ bucket' = PutTasks({FirstPlan(mark[1], mark[2] + 1)})
  /\ UNCHANGED held /\ Go(w, "wound")

Wound(w) ==
  LET mark == actor[w].mark IN
  /\ At(w, "wound") /\ Write
  /\ IF Holds(w, JobKey(mark[1]))
     THEN /\ bucket' = [bucket EXCEPT !.jobs[mark[1]].attempt = @ + 1,
               !.jobs[mark[1]].waits = IF Task(w).phase = "work" /\ Keeps("wait-for-committed") THEN Task(w).job ELSE Nobody]
          /\ held' = Written(JobKey(mark[1]))
     ELSE UNCHANGED <<bucket, held>>
  /\ Forget(w, IF Task(w).phase = "plan" THEN "node" ELSE "victim")

Condemn(w) ==
  LET t == Task(w)  o == bucket.data[t.node] IN
  /\ At(w, "mark") /\ Write
  /\ IF IsEntity(o) /\ Holds(w, DataKey(t.node))
     THEN /\ bucket' = PutData(t.node, [o EXCEPT !.mark = MarkOf(t)])
          /\ held' = Written(DataKey(t.node)) /\ Go(w, IF Keeps("mark-first") THEN "list" ELSE "drop")
     ELSE UNCHANGED <<bucket, held>> /\ Go(w, "node")

Past(w, c) == [actor[w] EXCEPT !.pc = "child", !.left = @ \ {c}, !.child = None, !.mark = NoMark]
Onward(w, c) == IF Task(w).phase = "work" THEN [actor[w] EXCEPT !.pc = "unreference", !.child = c, !.mark = NoMark]
               ELSE Past(w, c)
To(w, c, place) == Be(w, [actor[w] EXCEPT !.pc = place, !.child = c, !.mark = NoMark])

JudgeProtector(w) ==    \* it carries another job's mark: only if that has committed is it gone
  /\ At(w, "protector") /\ Read /\ UNCHANGED held
  /\ IF Standing(actor[w].mark) = "gone" THEN Be(w, Past(w, actor[w].child))
     ELSE IF ReadAgain(actor[w].mark) THEN Go(w, "child")
     ELSE Forget(w, "verdict")

WriteVerdict(w) ==      \* noted beside the job; judged when the walk is over
  LET t == Task(w) IN
  /\ At(w, "verdict") /\ Write /\ UNCHANGED held
  /\ bucket' = [bucket EXCEPT !.verdicts = @ \cup {<<t.job, t.attempt>>}]
  /\ Be(w, Onward(w, actor[w].child))

Undo(w) ==              \* the journal names what may carry a mark: the nodes of all plan tasks
  LET j == Task(w).job IN
  /\ At(w, "undo") /\ Read /\ UNCHANGED held
  /\ Be(w, [actor[w] EXCEPT !.pc = "undoNode", !.left = {t.node : t \in {s \in bucket.sent : s.job = j /\ s.phase = "plan"}}])

UndoNode(w) ==
  LET me == actor[w] IN
  /\ At(w, "undoNode") /\ Read
  /\ IF me.left = {} THEN Go(w, "undone") /\ UNCHANGED held
     ELSE \E c \in me.left : LET o == bucket.data[c] IN
            IF IsEntity(o) /\ o.mark # NoMark /\ o.mark[1] = me.task.job
            THEN held' = SeesNow(w, DataKey(c)) /\ Be(w, [me EXCEPT !.pc = "unmark", !.child = c])
            ELSE UNCHANGED held /\ Be(w, [me EXCEPT !.left = @ \ {c}])

Unmark(w) ==
  LET c == actor[w].child IN
  /\ At(w, "unmark") /\ Write
  /\ IF IsEntity(bucket.data[c]) /\ Holds(w, DataKey(c))
     THEN bucket' = PutData(c, [bucket.data[c] EXCEPT !.mark = NoMark]) /\ held' = Written(DataKey(c))
     ELSE UNCHANGED <<bucket, held>>
  /\ Go(w, "undoNode")

Undone(w) ==
  /\ At(w, "undone") /\ Write
  /\ bucket' = [bucket EXCEPT !.tasks = @ \ {Task(w)}]
  /\ Rest(w)

Plan(w) == \/ ReadBefore(w) \/ ReadNode(w) \/ JudgeNode(w) \/ WoundTask(w) \/ Wound(w) \/ Condemn(w)
           \/ JudgeProtector(w) \/ WriteVerdict(w) \/ Undo(w) \/ UndoNode(w) \/ Unmark(w) \/ Undone(w)

(* Phase 2, and the whole of a delete that nothing can refuse. *)
DeleteFrom == IF ~Keeps("delete-first") THEN "list" ELSE IF Keeps("journal-first") THEN "intend" ELSE "remove"

(* What another job has condemned, and has committed to delete, is left to that job: it also treats *)
(* what refers to it. Or else it finds nothing to do, and completes while that still stands.        *)
Others(t, o) == o.mark # NoMark /\ o.mark[1] # t.job /\ Keeps("leave-victims")

(* A root that this attempt has condemned is the one that was decided upon, whatever its version by *)
(* now; and a planned job deletes no other. A job without a plan judges its condition here.         *)
Decided(w, o) ==
  LET t == Task(w) IN
  CASE t.node # Root(t.job) -> TRUE
    [] o.mark # NoMark /\ Job(o.mark) = <<t.job, JobOf(w).attempt>> /\ Keeps("condemned-root") -> TRUE
    [] OTHER -> ~(Planned(t.job) /\ Keeps("planned-root")) /\ Expected(t.job, o)

ReadVictim(w) ==
  LET t == Task(w)  o == bucket.data[t.node]  me == actor[w] IN
  /\ At(w, "victim") /\ Read
  /\ IF IsEntity(o)
     THEN LET still == (t.via = None \/ o.parent = t.via) /\ Decided(w, o) IN   \* or re-parented away
          /\ held' = IF still THEN SeesNow(w, DataKey(t.node)) ELSE held
          /\ IF still /\ Others(t, o) /\ o.mark # me.mark
             THEN Be(w, [me EXCEPT !.pc = "victimJob", !.mark = o.mark])
             ELSE Forget(w, IF still THEN DeleteFrom ELSE "uncause")
     ELSE /\ Forget(w, IF Keeps("journal-late") THEN "journal" ELSE IF me.mark = NoMark THEN "uncause" ELSE "untrace")
          /\ UNCHANGED held

(* Another job has condemned it: GET its record. A job that still plans gives way first: its marks  *)
(* count for nothing before anything is deleted that carries one. So what a job has condemned is    *)
(* all there when it commits, and each is found from its root. And whoever reads here that it may   *)
(* delete, may delete for ever: there is no commit that this delivery could miss.                   *)
JudgeVictim(w) ==
  LET mark == actor[w].mark IN
  /\ At(w, "victimJob") /\ Read
  /\ CASE Standing(mark) = "gone" -> Forget(w, "drop") /\ UNCHANGED held
       [] ReadAgain(mark) -> Go(w, "victim") /\ UNCHANGED held
       [] Standing(mark) = "condemned" /\ Keeps("plan-gives-way") ->
            held' = SeesNow(w, JobKey(mark[1])) /\ Go(w, "woundTask")
       [] OTHER -> Forget(w, DeleteFrom) /\ UNCHANGED held

ReadJournal(w) ==       \* gone by another delivery of this task, or by another job: looked up once it is seen to be gone
  LET t == Task(w) IN
  /\ At(w, "journal") /\ Read /\ UNCHANGED held
  /\ Go(w, IF <<t.job, t.node>> \notin bucket.journal THEN "uncause"
           ELSE IF Keeps("unsure-renews") /\ OthersMayEnd(t) THEN "renew" ELSE "untrace")

(* It may have been another job all the same, and then another delivery of this task ends it. Whoever *)
(* is not sure writes the task anew, If-Match, and a task ends If-Match: the later of the two fails.   *)
Renew(w) ==
  LET t == Task(w) IN
  /\ At(w, "renew") /\ Write /\ UNCHANGED bucket
  /\ IF Holds(w, TaskKey(t)) THEN held' = Written(TaskKey(t)) \cup {<<w, TaskKey(t)>>} /\ Go(w, "untrace")
     ELSE Rest(w)

Intend(w) ==
  LET t == Task(w) IN
  /\ At(w, "intend") /\ Write /\ UNCHANGED held
  /\ bucket' = [bucket EXCEPT !.journal = @ \cup {<<t.job, t.node>>}]
  /\ Go(w, IF Keeps("journal-first") THEN "remove" ELSE "untrace")

RemoveVictim(w) ==      \* deleting is itself the fence against whoever would create below it
  LET t == Task(w)  o == bucket.data[t.node] IN
  /\ At(w, "remove") /\ UNCHANGED <<scene, held>>
  /\ IF IsEntity(o) /\ (Holds(w, DataKey(t.node)) \/ ~Keeps("delete-if-match"))
     THEN /\ bucket' = PutData(t.node, Absent)
          /\ history' = [history EXCEPT
               !.effects = @ \cup {[id |-> t.node, job |-> t.job, was |-> o.parent, what |-> "deleted",
                                     etag |-> IF Keeps("restore-nonce") THEN {} ELSE {a \in Clients : Holds(a, DataKey(t.node))}]},
               !.lost = @ \/ (t.via # None /\ o.parent # t.via), !.after = @ \/ HasEnded(t.job)]
          /\ Go(w, IF ~Keeps("delete-first") THEN "child" ELSE IF Keeps("journal-first") THEN "untrace" ELSE "intend")
     ELSE UNCHANGED <<bucket, history>> /\ Go(w, "victim")

Untrace(w) ==           \* the victim is gone for good, and so is the reference from it
  LET t == Task(w)
      was == {e.was : e \in {e \in history.effects : e.id = t.node /\ e.what = "deleted"}} IN
  /\ At(w, "untrace") /\ Write /\ UNCHANGED held
  /\ bucket' = [bucket EXCEPT !.refs = @ \ {<<p, t.node>> : p \in was}]
  /\ Go(w, "list")

Uncause(w) ==           \* the parent is gone for good, and this is no child of it
  LET t == Task(w) IN
  /\ At(w, "uncause") /\ Write /\ UNCHANGED held
  /\ bucket' = DropRef(t.via, t.node)
  /\ Go(w, "drop")

(* Both phases: the references to a node, and every candidate child. *)
List(w) ==
  LET t == Task(w)  me == actor[w]
      found == {r[2] : r \in {r \in bucket.refs : r[1] = t.node}}
      next == IF me.child = None THEN 0 ELSE Here.names[me.child] + 1
      named == {n \in Nodes : Here.names[n] = next} IN
  /\ At(w, "list") /\ Read /\ UNCHANGED held
  /\ Be(w, IF named # {} THEN [me EXCEPT !.left = @ \cup (named \cap found), !.child = CHOOSE n \in named : TRUE]
           ELSE [me EXCEPT !.left = IF Torn THEN @ ELSE found, !.child = None,
                           !.pc = IF ~Keeps("delete-first") /\ IsEntity(bucket.data[t.node]) THEN "remove" ELSE "child"])

ReadChild(w) ==
  LET me == actor[w]  t == me.task IN
  /\ At(w, "child") /\ Read
  /\ IF me.left = {}
     THEN UNCHANGED held /\ Go(w, IF t.phase = "plan" /\ ~Keeps("mark-first") THEN "mark" ELSE "drop")
     ELSE \E c \in (IF me.mark = NoMark THEN me.left ELSE {me.child}) : LET o == bucket.data[c] IN
       CASE o = Absent -> (IF Keeps("fence") THEN To(w, c, IF Here.days > 0 THEN "note" ELSE "fence") ELSE Be(w, Onward(w, c))) /\ UNCHANGED held
         [] o = Fence -> Be(w, Onward(w, c)) /\ UNCHANGED held
         [] IsEntity(o) /\ o.parent # t.node ->
              IF Keeps("bump") THEN To(w, c, "bump") /\ held' = SeesNow(w, DataKey(c))
              ELSE Be(w, Onward(w, c)) /\ UNCHANGED held
         [] t.phase = "work" /\ Others(t, o) /\ o.mark # me.mark ->
              /\ held' = SeesNow(w, DataKey(c))
              /\ Be(w, [me EXCEPT !.pc = "childJob", !.child = c, !.mark = o.mark])
         [] OTHER ->
              CASE Rule(c) = "CASCADE" -> (IF Keeps("child-task") THEN To(w, c, "childTask") ELSE Be(w, Past(w, c))) /\ UNCHANGED held
                [] Rule(c) = "SET_NULL" /\ t.phase = "work" -> To(w, c, "nullify") /\ held' = SeesNow(w, DataKey(c))
                [] Rule(c) = "PROTECT" /\ t.phase = "plan" ->
                     /\ UNCHANGED held
                     /\ IF o.mark \in {NoMark, me.mark} \/ o.mark[1] = t.job THEN To(w, c, "verdict")
                        ELSE Be(w, [me EXCEPT !.pc = "protector", !.child = c, !.mark = o.mark])
                [] OTHER -> Be(w, Past(w, c)) /\ UNCHANGED held

JudgeChild(w) ==        \* another job has condemned it: GET its record
  LET me == actor[w]  c == me.child IN
  /\ At(w, "childJob") /\ Read /\ UNCHANGED held
  /\ CASE Standing(me.mark) = "gone" ->
            IF Rule(c) = "SET_NULL" /\ Keeps("leave-bump-child") THEN To(w, c, "leaveChild") ELSE Be(w, Past(w, c))
       [] ReadAgain(me.mark) -> Go(w, "child")
       [] Rule(c) = "CASCADE" -> To(w, c, "childTask")
       [] Rule(c) = "SET_NULL" -> To(w, c, "nullify")
       [] OTHER -> Be(w, Past(w, c))

(* With the reference: that job needs it. Another delivery of this task may have read the child       *)
(* before that job committed, and be about to set its key to null. The commit has changed nothing in  *)
(* it. So it gets a new ETag: that delivery then misses, and leaves it, too. Or else it would do so   *)
(* when this job has ended.                                                                           *)
LeaveChild(w) ==
  LET c == actor[w].child IN
  /\ At(w, "leaveChild") /\ Write /\ UNCHANGED bucket
  /\ IF IsEntity(bucket.data[c]) /\ Holds(w, DataKey(c))
     THEN held' = Written(DataKey(c)) /\ Be(w, Past(w, c))
     ELSE UNCHANGED held /\ Go(w, "child")

NoteFence(w) ==         \* before the fence, and the fence soon after it: so no fence outlives its note
  LET c == actor[w].child IN
  /\ At(w, "note") /\ Write
  /\ bucket' = [bucket EXCEPT !.notes = @ \cup {c}]
  /\ held' = Begins(w, Written(NoteKey(c))) /\ Go(w, "fence")

FenceChild(w) ==        \* absent: its creator may be on the way, and must not arrive
  LET c == actor[w].child
      inTime == Here.days = 0 \/ Young(w) \/ ~Keeps("fence-window") IN
  /\ At(w, "fence") /\ Write
  /\ IF bucket.data[c] = Absent /\ inTime
     THEN bucket' = PutData(c, Fence) /\ held' = Written(DataKey(c)) /\ Be(w, Onward(w, c))
     ELSE UNCHANGED <<bucket, held>> /\ Go(w, "child")

BumpChild(w) ==         \* it belongs elsewhere: an update that brings it here may be on the way
  LET c == actor[w].child IN
  /\ At(w, "bump") /\ Write /\ UNCHANGED bucket
  /\ IF IsEntity(bucket.data[c]) /\ Holds(w, DataKey(c))
     THEN held' = Written(DataKey(c)) /\ Be(w, Onward(w, c))
     ELSE UNCHANGED held /\ Go(w, "child")

ChildTask(w) ==
  LET me == actor[w]  t == me.task  c == me.child IN
  /\ At(w, "childTask") /\ Write /\ UNCHANGED held
  /\ bucket' = PutTasks({IF t.phase = "plan" THEN PlanTask(t.job, t.attempt, c, t.node, Below(t)) ELSE WorkTask(t.job, c, t.node, Below(t))})
  /\ Be(w, [me EXCEPT !.pc = "child", !.left = @ \ {c}, !.child = None])

Nullify(w) ==
  LET me == actor[w]  t == me.task  c == me.child IN
  /\ At(w, "nullify") /\ UNCHANGED scene
  /\ IF IsEntity(bucket.data[c]) /\ Holds(w, DataKey(c))
     THEN /\ bucket' = PutData(c, [bucket.data[c] EXCEPT !.parent = None])
          /\ history' = [history EXCEPT !.after = @ \/ HasEnded(t.job),
               !.effects = @ \cup {[id |-> c, job |-> t.job, was |-> t.node, what |-> "nulled", etag |-> {}]}]
          /\ held' = Written(DataKey(c)) /\ Be(w, Onward(w, c))
     ELSE UNCHANGED <<bucket, held, history>> /\ Go(w, "child")

Unreference(w) ==       \* its parent is gone for good
  LET me == actor[w] IN
  /\ At(w, "unreference") /\ Write /\ UNCHANGED held
  /\ bucket' = DropRef(me.task.node, me.child)
  /\ Be(w, [me EXCEPT !.pc = "child", !.left = @ \ {me.child}, !.child = None])

DropTask(w) ==          \* only after everything that it stands for is done or written down
  /\ At(w, "drop") /\ Write
  /\ IF Task(w) \in bucket.tasks /\ ~Holds(w, TaskKey(Task(w))) /\ Keeps("unsure-renews") /\ OthersMayEnd(Task(w))
     THEN UNCHANGED bucket /\ Rest(w)
     ELSE /\ bucket' = [bucket EXCEPT !.tasks = @ \ {Task(w)}]
          /\ held' = Written(TaskKey(Task(w))) /\ Go(w, "look")

(* Whoever finds no task left makes the next step, by one write on the job's record. *)
LookAtJob(w) ==
  LET t == Task(w)  job == JobOf(w) IN
  /\ At(w, "look") /\ Read
  /\ CASE job.state = "planning" ->
            held' = SeesJob(w, t.job) /\ Be(w, [actor[w] EXCEPT !.pc = "lookPlan", !.left = Places({"plan"})])
       [] job.state = "running" ->
            held' = SeesJob(w, t.job) /\ Be(w, [actor[w] EXCEPT !.pc = "lookWork", !.left = Places({"plan", "work"})])
       [] OTHER -> Rest(w)

LookThrough(w, due, place) ==   \* LIST, up to the first that it meets
  LET me == actor[w]  rest == me.left \ {Least(me.left)} IN
  CASE ~Torn /\ due # {} -> Rest(w)
    [] ~Torn -> Go(w, place) /\ UNCHANGED held
    [] Torn /\ (\E s \in due : PlaceOf(s) = Least(me.left)) -> Rest(w)
    [] OTHER -> Be(w, [me EXCEPT !.left = rest, !.pc = IF rest = {} THEN place ELSE @]) /\ UNCHANGED held

LookForPlans(w) ==
  LET t == Task(w) IN
  /\ At(w, "lookPlan") /\ Read
  /\ LookThrough(w, {s \in bucket.tasks : s.job = t.job /\ s.phase = "plan" /\ s.attempt = JobOf(w).attempt}, "lookVerdicts")

LookForVerdicts(w) ==
  LET t == Task(w) IN
  /\ At(w, "lookVerdicts") /\ Read /\ UNCHANGED held
  /\ Go(w, IF <<t.job, JobOf(w).attempt>> \in bucket.verdicts THEN "block" ELSE "commit")

Decide(w, place, state) ==  \* the commit point: from here on every condemned entity is gone, or is free again
  LET t == Task(w)
      condemned == {c \in Ids : IsEntity(bucket.data[c]) /\ bucket.data[c].mark # NoMark
                                 /\ Job(bucket.data[c].mark) = <<t.job, JobOf(w).attempt>>} IN
  /\ At(w, place) /\ UNCHANGED scene
  /\ IF Holds(w, JobKey(t.job)) \/ ~Keeps("commit-if-match")
     THEN /\ history' = IF state = "running" THEN [history EXCEPT !.gone = @ \cup condemned] ELSE history
          /\ bucket' = [bucket EXCEPT !.jobs[t.job].state = state]
          /\ held' = Written(JobKey(t.job)) \ {h \in held : h[1] = w}
          /\ Be(w, Idle)
     ELSE UNCHANGED <<bucket, history>> /\ Rest(w)

LookForWork(w) ==
  LET t == Task(w) IN
  /\ At(w, "lookWork") /\ Read
  /\ LookThrough(w, {s \in bucket.tasks : s.job = t.job}, "complete")

Complete(w) ==
  LET j == Task(w).job IN
  /\ At(w, "complete") /\ Write
  /\ bucket' = IF Holds(w, JobKey(j)) THEN [bucket EXCEPT !.jobs[j].state = "completed"] ELSE bucket
  /\ held' = (IF Holds(w, JobKey(j)) THEN Written(JobKey(j)) ELSE held) \ {h \in held : h[1] = w}
  /\ Be(w, Idle)

Work(w) == \/ ReadJob(w) \/ Plan(w) \/ ReadVictim(w) \/ JudgeVictim(w) \/ JudgeChild(w) \/ LeaveChild(w) \/ ReadJournal(w) \/ Renew(w) \/ Intend(w) \/ RemoveVictim(w) \/ Untrace(w) \/ Uncause(w)
           \/ List(w) \/ ReadChild(w) \/ NoteFence(w) \/ FenceChild(w) \/ BumpChild(w) \/ ChildTask(w) \/ Nullify(w)
           \/ Unreference(w) \/ DropTask(w)
           \/ LookAtJob(w) \/ LookForPlans(w) \/ LookForVerdicts(w)
           \/ Decide(w, "commit", "running") \/ Decide(w, "block", "blocked") \/ LookForWork(w) \/ Complete(w)

-----------------------------------------------------------------------------
(* Undo of a completed job. It creates each victim anew, by the order of create: a body put *)
(* back has a new nonce. Allowed once no worker of the job can still be running: the one    *)
(* place where time counts (a function's timeout is its bound).                             *)

Quiet(j) == {w \in Workers : IF actor[w] = Idle THEN FALSE ELSE actor[w].task.job = j} = {}
Journal(j, what) == {e \in history.effects : e.job = j /\ e.what = what}

RestoreJob(a) ==
  LET me == actor[a]  job == bucket.jobs[me.to] IN
  /\ At(a, "restoreJob") /\ Read /\ UNCHANGED held
  /\ job.state = "completed" /\ Quiet(me.to)
  /\ Be(a, [me EXCEPT !.pc = "restoreNext",
                      !.left = Journal(me.to, "deleted") \cup Journal(me.to, "nulled")])

RestoreNext(a) ==       \* a parent before its children
  LET me == actor[a]
      ready == {e \in me.left : \A p \in me.left : p.id # e.was \/ p.what # "deleted"} IN
  /\ At(a, "restoreNext") /\ Read /\ UNCHANGED held
  /\ IF me.left = {} THEN Go(a, "restored")
     ELSE \E e \in (IF ready = {} THEN me.left ELSE ready) :
            Be(a, [me EXCEPT !.pc = IF e.what = "deleted" THEN "slot" ELSE "nulled",
                            !.id = e.id, !.read = e.was, !.left = @ \ {e}])

ReadSlot(a) ==          \* GET the victim's key: someone may have put a fence there
  LET me == actor[a]  o == bucket.data[me.id] IN
  /\ At(a, "slot") /\ Read
  /\ CASE IsEntity(o) -> Go(a, "restoreNext") /\ UNCHANGED held
       [] o = Absent -> Go(a, IF me.read = None THEN "putBack" ELSE "restoreReference") /\ UNCHANGED held
       [] OTHER -> held' = Sees(a, DataKey(me.id)) /\ Go(a, IF Keeps("unfence-first") THEN "unfence" ELSE "restoreReference")

Unfence(a) ==           \* before the reference is written, or it would undo a fence put because of it
  LET me == actor[a] IN
  /\ At(a, "unfence") /\ Write /\ UNCHANGED held
  /\ bucket' = IF bucket.data[me.id] = Fence /\ Holds(a, DataKey(me.id)) THEN PutData(me.id, Absent) ELSE bucket
  /\ Go(a, "slot")

RestoreReference(a) ==
  LET me == actor[a] IN
  /\ At(a, "restoreReference") /\ Write
  /\ bucket' = PutRef(me.read, me.id) /\ held' = Written(RefKey(me.read, me.id))
  /\ Go(a, "restoreParent")

RestoreParent(a) ==     \* gone or going: the victim is reported, not restored
  LET me == actor[a]  p == bucket.data[me.read]
      alive == IsEntity(p) /\ Standing(p.mark) = "clear" IN
  /\ At(a, "restoreParent") /\ Read /\ UNCHANGED held
  /\ Go(a, IF ~alive THEN "restoreNext" ELSE IF \E e \in Journal(me.to, "nulled") : e.id = me.id THEN "putKeyBack" ELSE "putBack")

PutBack(a) ==           \* where the delete marker were removed instead, an old ETag would come back
  LET me == actor[a]  o == bucket.data[me.id]
      free == o = Absent \/ (o = Fence /\ ~Keeps("unfence-first") /\ Holds(a, DataKey(me.id))) IN
  /\ At(a, "putBack") /\ UNCHANGED scene
  /\ IF free
     THEN /\ bucket' = PutData(me.id, Entity(me.read))
          /\ history' = [history EXCEPT !.gone = @ \ {me.id}]
          /\ held' = Written(DataKey(me.id)) \cup
                       {<<c, DataKey(me.id)>> : c \in UNION {e.etag : e \in {e \in history.effects : e.id = me.id}}}
          /\ Go(a, "restoreNext")
     ELSE UNCHANGED <<bucket, held, history>> /\ Go(a, "slot")

ReadNulled(a) ==
  LET me == actor[a]  o == bucket.data[me.id] IN
  /\ At(a, "nulled") /\ Read
  /\ IF IsEntity(o) /\ o.parent = None THEN held' = Sees(a, DataKey(me.id)) /\ Go(a, "restoreReference")
     ELSE UNCHANGED held /\ Go(a, "restoreNext")      \* changed since, or gone: not touched

PutKeyBack(a) ==
  LET me == actor[a]  o == bucket.data[me.id] IN
  /\ At(a, "putKeyBack") /\ Write
  /\ IF IsEntity(o) /\ Holds(a, DataKey(me.id))
     THEN bucket' = PutData(me.id, [o EXCEPT !.parent = me.read]) /\ held' = Written(DataKey(me.id)) /\ Go(a, "restoreNext")
     ELSE UNCHANGED <<bucket, held>> /\ Go(a, "nulled")

Restored(a) ==
  LET me == actor[a] IN
  /\ At(a, "restored") /\ Write
  /\ bucket' = [bucket EXCEPT !.jobs[me.to].state = "restored"] /\ End(a, "ok")

Restore(a) == \/ RestoreJob(a) \/ RestoreNext(a) \/ ReadSlot(a) \/ Unfence(a) \/ RestoreReference(a) \/ RestoreParent(a)
              \/ PutBack(a) \/ ReadNulled(a) \/ PutKeyBack(a) \/ Restored(a)

-----------------------------------------------------------------------------
(* Days pass. Then the sweeper takes away fences, found by their notes, and references whose child *)
(* never came: no write that could need them can be under way.                                     *)

DayPasses ==
  /\ history.days < Here.days
  /\ history' = [history EXCEPT !.days = @ + 1]
  /\ held' = {h \in held : h[2] # Window} \cup
              {<<"time", k>> : k \in {RefKey(r[1], r[2]) : r \in bucket.refs} \cup {NoteKey(i) : i \in bucket.notes}}
  /\ UNCHANGED <<scene, bucket, actor>>

ExpireList(a) ==
  LET me == actor[a] IN
  /\ At(a, "expireList") /\ Read
  /\ \/ \E i \in bucket.notes :
          /\ Old(NoteKey(i))
          /\ held' = Released(a) \cup {<<a, NoteKey(i)>>}
          /\ Be(a, [me EXCEPT !.pc = "expireSlot", !.id = i])
     \/ \E r \in bucket.refs :
          /\ Old(RefKey(r[1], r[2])) \/ ~Keeps("listed-old")
          /\ held' = Released(a) \cup {<<a, RefKey(r[1], r[2])>>}
          /\ Be(a, [me EXCEPT !.pc = "expireChild", !.id = r[2], !.to = r[1]])

ExpireSlot(a) ==
  LET id == actor[a].id IN
  /\ At(a, "expireSlot") /\ Read
  /\ IF bucket.data[id] = Fence THEN held' = Sees(a, DataKey(id)) /\ Go(a, "expireFence")
     ELSE UNCHANGED held /\ Go(a, "expireNote")

ExpireFence(a) ==
  LET id == actor[a].id IN
  /\ At(a, "expireFence") /\ Write
  /\ IF Holds(a, DataKey(id)) THEN bucket' = PutData(id, Absent) /\ held' = Written(DataKey(id)) /\ Go(a, "expireNote")
     ELSE UNCHANGED <<bucket, held>> /\ Go(a, "expireList")

ExpireNote(a) ==
  LET id == actor[a].id IN
  /\ At(a, "expireNote") /\ Write
  /\ IF Holds(a, NoteKey(id)) THEN bucket' = [bucket EXCEPT !.notes = @ \ {id}] /\ held' = Written(NoteKey(id))
     ELSE UNCHANGED <<bucket, held>>
  /\ Go(a, "expireList")

ExpireChild(a) ==       \* the reference was old before: so if the child is absent now, it never comes
  /\ At(a, "expireChild") /\ Read /\ UNCHANGED held
  /\ Go(a, IF IsEntity(bucket.data[actor[a].id]) THEN "expireList" ELSE IF Keeps("listed-old") THEN "expireReference" ELSE "expireAge")

ExpireAge(a) ==         \* no request: only a later look at the time
  LET me == actor[a] IN
  /\ At(a, "expireAge") /\ Read /\ UNCHANGED held
  /\ Go(a, IF Old(RefKey(me.to, me.id)) THEN "expireReference" ELSE "expireList")

ExpireReference(a) ==
  LET me == actor[a] IN
  /\ At(a, "expireReference") /\ Write
  /\ IF Holds(a, RefKey(me.to, me.id)) THEN bucket' = DropRef(me.to, me.id) /\ held' = Written(RefKey(me.to, me.id))
     ELSE UNCHANGED <<bucket, held>>
  /\ Go(a, "expireList")

Expire(a) == ExpireList(a) \/ ExpireSlot(a) \/ ExpireFence(a) \/ ExpireNote(a) \/ ExpireChild(a) \/ ExpireAge(a) \/ ExpireReference(a)

-----------------------------------------------------------------------------
(* Crashes, and the whole. *)

Crash(a) ==
  /\ history.crashes < Here.crashes
  /\ actor[a].pc \notin {"idle", "done"}
  /\ history' = [history EXCEPT !.crashes = @ + 1]
  /\ IF a \in Workers THEN Rest(a) ELSE End(a, "crashed")
  /\ UNCHANGED <<scene, bucket>>

Moves(a) == IF a \in Workers THEN Work(a) ELSE Put(a) \/ Show(a) \/ Remove(a) \/ Accept(a) \/ Sweep(a) \/ Expire(a) \/ Restore(a)

Next == \/ \E a \in Clients \cup Workers : Moves(a) \/ Crash(a)
        \/ \E w \in Workers : \E t \in bucket.sent : Deliver(w, t)
        \/ DayPasses

(* For scenes of several jobs: what jobs do after all have decided, the other scenes show. *)
SomeJobPlans == \E j \in Jobs : bucket.jobs[j].state = "planning"

(* The worker goes on working, and tasks that stand are delivered again and again, as are messages *)
(* that were not acknowledged.                                                                     *)
Fair == /\ WF_vars("w1" \in Workers /\ Work("w1"))
        /\ \A j \in {1, 2} : \A phase \in {"plan", "work"} :
             SF_vars(\E w \in Workers : \E t \in bucket.tasks : t.job = j /\ t.phase = phase /\ Deliver(w, t))
        /\ WF_vars(\E w \in Workers : \E t \in bucket.sent \ bucket.tasks : Deliver(w, t))
Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ Fair

-----------------------------------------------------------------------------
(* The promises *)

Children(p) == {c \in Ids : IsEntity(bucket.data[c]) /\ bucket.data[c].parent = p}
Running == {j \in Jobs : bucket.jobs[j].state = "running"}

(* P1 *)
P1_WholeReferences ==
  \A c \in Ids : LET o == bucket.data[c] IN
    IsEntity(o) /\ o.parent # None => <<o.parent, c>> \in bucket.refs

(* P2: whatever names an entity that is gone, a task of a running job will get to it. *)
Dangles(c) == LET o == bucket.data[c] IN
  IsEntity(o) /\ o.parent # None /\ ~IsEntity(bucket.data[o.parent]) /\ Standing(o.mark) # "gone"
P2_NoDanglingKey ==
  \A c \in Ids : Dangles(c) /\ Rule(c) # "DO_NOTHING" =>
    \E t \in bucket.tasks : LET p == bucket.data[c].parent IN
      t.phase = "work" /\ t.job \in Running /\ (t.node = p \/ (t.node = c /\ t.via = p))

(* P3: no write replaces, and no delete removes, what its actor has not seen. *)
P3_NothingLost == ~history.lost

(* P4: only committed jobs change anything, and none takes away what a protecting key names. *)
P4_AllOrNothing ==
  /\ \A e \in history.effects : e.job # 0 => bucket.jobs[e.job].state \in {"running", "completed", "restored"}
  /\ \A c \in Ids : Rule(c) = "PROTECT" => ~Dangles(c)

(* From the commit on, what was condemned is gone for every reader. (Undo may put back the root of a *)
(* job that has found it absent.)                                                                    *)
Restoring == \E a \in Clients : Here.clients[a].op = "restore"
P4_GoneAtCommit ==
  ~Restoring => \A j \in Running : LET o == bucket.data[Root(j)] IN
    Planned(j) /\ IsEntity(o) => Standing(o.mark) = "gone" \/ ~Expected(j, o)

(* And it never comes back: neither when its job has ended, nor to a reader who reads slowly. *)
P4_NeverShownAgain ==
  /\ \A c \in history.gone : IsEntity(bucket.data[c]) => Standing(bucket.data[c].mark) = "gone"
  /\ \A a \in Clients : actor[a].pc = "done" => actor[a].outcome # "shown again"

(* A refused job leaves no mark once its tasks are gone (but for workers that had a task a second *)
(* time and wake later: their marks are there, and count for nothing).                            *)
P4_NoTrace ==
  \A j \in Jobs :
    (/\ bucket.jobs[j].state = "blocked" /\ ~Twice(j)
     /\ (\A t \in bucket.tasks : t.job # j) /\ (\A w \in Workers : actor[w] = Idle)) =>
      \A c \in Ids : IsEntity(bucket.data[c]) /\ bucket.data[c].mark # NoMark => bucket.data[c].mark[1] # j

(* Every fence goes one day: its note tells where it stands. *)
EveryFenceIsNoted == Here.days > 0 => \A c \in Ids : bucket.data[c] = Fence => c \in bucket.notes

(* A has-one place never has two living holders, and the holder has the claim. *)
OneHolder ==
  Here.single => \A p \in Ids : /\ Cardinality(Children(p)) <= 1
                                /\ \A c \in Children(p) : bucket.claims[p] = c

(* When a job has completed its root is gone, if only by another job that has committed. (Only a *)
(* conditional delete may find another version.) And nothing bears its mark any more.            *)
Completed ==
  \A j \in Jobs : bucket.jobs[j].state = "completed" /\ ~Restoring =>
    /\ LET o == bucket.data[Root(j)] IN IsEntity(o) => Standing(o.mark) = "gone" \/ ~Expected(j, o)
    /\ \A c \in Ids : IsEntity(bucket.data[c]) /\ bucket.data[c].mark # NoMark =>
         Job(bucket.data[c].mark) # <<j, bucket.jobs[j].attempt>>

(* P5, the part that safety can tell: a job that goes on has a message for the phase that it is in. *)
P5_NotForgotten ==
  \A j \in Jobs : LET job == bucket.jobs[j]  sent == {t \in bucket.sent : t.job = j} IN
    /\ job.attempt <= 4
    /\ job.state = "planning" => \E t \in sent : t.phase = "plan" /\ t.attempt = job.attempt
    /\ job.state = "running" => \E t \in sent : t.phase = "work"

(* P5: when a job has ended, its counts are right: it does nothing any more. *)
P5_NothingAfterTheEnd == ~history.after

(* P5: every accepted job ends. *)
Unfinished(j) == IF j \in Jobs THEN bucket.jobs[j].state \in {"planning", "running"} ELSE FALSE
P5_EveryJobEnds == \A j \in {1, 2} : [](Unfinished(j) => <>~Unfinished(j))
=============================================================================
