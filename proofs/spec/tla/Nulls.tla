-------------------------------- MODULE Nulls --------------------------------
(***************************************************************************)
(* Keys set to null are counted. A worker sets the key of C to null and    *)
(* then accounts for it; if it dies between the two, the next delivery of  *)
(* its task must find what was done, and nobody may count it twice. C may  *)
(* be given another parent meanwhile, and lose that, too.                  *)
(*                                                                         *)
(* A task is <<job, parent>>: it deletes the parent and treats the one     *)
(* child C that a reference to the parent may name.                        *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS Names,     \* the scenes to explore
          Without    \* the steps to leave out; {} is the protocol

VARIABLES scene,     \* the name of the scene played
          bucket,    \* everything stored
          held,      \* <<actor, key>>: the ETag that this actor last saw there is still the current one
          actor,     \* where each actor stands
          history    \* what was truly done: the tasks that set the key to null; crashes so far

vars == <<scene, bucket, held, actor, history>>
Keeps(step) == step \notin Without
None == "none"

World(tasks, stale, workers, most) == [tasks |-> tasks, stale |-> stale, workers |-> workers, crashes |-> most]
Play(name) ==
  CASE name = "one-parent" -> World({<<1, "P">>}, {}, {"w1", "w2"}, 1)
    [] name = "two-parents" -> World({<<1, "P">>, <<1, "Q">>}, {"Q"}, {"w1"}, 1)
    [] name = "two-jobs" -> World({<<1, "P">>, <<2, "Q">>}, {}, {"w1"}, 1)
    [] name = "same-parent" -> World({<<1, "P">>, <<2, "P">>}, {}, {"w1"}, 1)
Here == Play(scene)
Workers == Here.workers
Jobs == {t[1] : t \in Here.tasks}

Init ==
  /\ scene \in Names
  /\ bucket = [key |-> "P", stamps |-> {},               \* the entity C
               alive |-> {"P", "Q"},
               refs |-> {"P"} \cup Here.stale,           \* the parents that have a reference to C
               tasks |-> Here.tasks,
               accounts |-> {},                          \* <<job, task>>: this task has set the key to null
               counts |-> [j \in Jobs |-> <<>>]]         \* <<count>> of a job that has ended
  /\ held = {}
  /\ actor = [a \in Workers \cup {"mover", "sweeper"} |->
                [pc |-> CASE a = "mover" -> "own" [] a = "sweeper" -> "sweepList" [] OTHER -> "idle",
                 task |-> None, parent |-> None, found |-> {}]]
  /\ history = [nulled |-> {}, crashes |-> 0]

Sees(a, key) == held \cup {<<a, key>>}
Holds(a, key) == <<a, key>> \in held
Written(key) == {h \in held : h[2] # key}
Released(a) == {h \in held : h[1] # a}
RefKey(p) == <<"ref", p>>
Child == <<"data", "C">>

At(a, place) == actor[a].pc = place
Go(a, place) == actor' = [actor EXCEPT ![a].pc = place]
Read == UNCHANGED <<scene, bucket, history>>
Write == UNCHANGED <<scene, history>>
UnderWay(j) == bucket.counts[j] = <<>>
Needed(stamps) == {t \in stamps : UnderWay(t[1])}

-----------------------------------------------------------------------------
(* A client gives C the parent Q. *)

ReadOwn == At("mover", "own") /\ Read /\ held' = Sees("mover", Child) /\ Go("mover", "reference")
WriteReference ==
  /\ At("mover", "reference") /\ Write
  /\ bucket' = [bucket EXCEPT !.refs = @ \cup {"Q"}] /\ held' = Written(RefKey("Q"))
  /\ Go("mover", "parent")
CheckParent == At("mover", "parent") /\ Read /\ UNCHANGED held /\ Go("mover", IF "Q" \in bucket.alive THEN "write" ELSE "done")
WriteOwn ==             \* it takes the stamps along
  /\ At("mover", "write") /\ Write
  /\ IF Holds("mover", Child) THEN bucket' = [bucket EXCEPT !.key = "Q"] /\ held' = Written(Child) ELSE UNCHANGED <<bucket, held>>
  /\ Go("mover", "done")
Move == ReadOwn \/ WriteReference \/ CheckParent \/ WriteOwn

-----------------------------------------------------------------------------
(* Workers. *)

Deliver(w) ==
  /\ At(w, "idle") /\ Read /\ UNCHANGED held
  /\ \E t \in bucket.tasks : actor' = [actor EXCEPT ![w] = [pc |-> "victim", task |-> t, parent |-> t[2], found |-> {}]]

Task(w) == actor[w].task
Mine(w) == {t \in bucket.stamps : t[1] = Task(w)[1]}

Remove(w) ==
  /\ At(w, "victim") /\ Write /\ UNCHANGED held
  /\ bucket' = [bucket EXCEPT !.alive = @ \ {actor[w].parent}]
  /\ Go(w, "list")

List(w) ==
  /\ At(w, "list") /\ Read /\ UNCHANGED held
  /\ Go(w, IF actor[w].parent \in bucket.refs THEN "child" ELSE "drop")

ReadChild(w) ==
  /\ At(w, "child") /\ Read /\ held' = Sees(w, Child)
  /\ CASE bucket.key = actor[w].parent -> Go(w, "nullify")
       [] Mine(w) # {} ->               \* it was done before, by whom the stamps tell
            actor' = [actor EXCEPT ![w].pc = IF Keeps("account-first") THEN "account" ELSE "unreference",
                                   ![w].found = IF Keeps("stamper") THEN Mine(w) ELSE {Task(w)}]
       [] OTHER -> Go(w, "bump")

Nullify(w) ==           \* If-Match. The stamps of jobs that are under way stay
  /\ At(w, "nullify") /\ UNCHANGED scene
  /\ IF Holds(w, Child)
     THEN /\ bucket' = [bucket EXCEPT !.key = None,
                        !.stamps = (IF Keeps("keep-stamps") THEN Needed(@) ELSE {}) \cup {Task(w)}]
          /\ history' = [history EXCEPT !.nulled = @ \cup {Task(w)}]
          /\ held' = Written(Child)
          /\ actor' = [actor EXCEPT ![w].pc = IF Keeps("account-first") THEN "account" ELSE "unreference", ![w].found = {Task(w)}]
     ELSE UNCHANGED <<bucket, held, history>> /\ Go(w, "child")

Bump(w) ==              \* If-Match. The job that set the key to null may find C by this reference only
  /\ At(w, "bump") /\ UNCHANGED <<scene, bucket, history>>
  /\ IF Holds(w, Child)
     THEN held' = Written(Child) /\ Go(w, IF Needed(bucket.stamps) # {} /\ Keeps("keep-nulled") THEN "drop" ELSE "unreference")
     ELSE UNCHANGED held /\ Go(w, "child")

Account(w) ==
  /\ At(w, "account") /\ Write /\ UNCHANGED held
  /\ bucket' = [bucket EXCEPT !.accounts = @ \cup {<<Task(w)[1], t>> : t \in actor[w].found}]
  /\ Go(w, IF Keeps("account-first") THEN "unreference" ELSE "drop")

Unreference(w) ==
  /\ At(w, "unreference") /\ Write /\ held' = Written(RefKey(actor[w].parent))
  /\ bucket' = [bucket EXCEPT !.refs = @ \ {actor[w].parent}]
  /\ Go(w, IF ~Keeps("account-first") /\ actor[w].found # {} THEN "account" ELSE "drop")

Drop(w) ==
  /\ At(w, "drop") /\ Write /\ held' = Released(w)
  /\ bucket' = [bucket EXCEPT !.tasks = @ \ {Task(w)}]
  /\ actor' = [actor EXCEPT ![w] = [pc |-> "idle", task |-> None, parent |-> None, found |-> {}]]

(* Whoever finds no task left adds up. *)
End(j) ==
  /\ UnderWay(j) /\ \A t \in bucket.tasks : t[1] # j
  /\ bucket' = [bucket EXCEPT !.counts[j] = <<Cardinality({e \in bucket.accounts : e[1] = j})>>]
  /\ UNCHANGED <<scene, held, actor, history>>

Work(w) == \/ Deliver(w) \/ Remove(w) \/ List(w) \/ ReadChild(w) \/ Nullify(w) \/ Bump(w) \/ Account(w) \/ Unreference(w) \/ Drop(w)

-----------------------------------------------------------------------------
(* The sweeper removes a stale reference: see module Ligature. *)

SweepList ==
  /\ At("sweeper", "sweepList") /\ Read
  /\ \E p \in bucket.refs : held' = Sees("sweeper", RefKey(p)) /\ actor' = [actor EXCEPT !["sweeper"].pc = "sweepChild", !["sweeper"].parent = p]

SweepChild ==
  /\ At("sweeper", "sweepChild") /\ Read /\ held' = Sees("sweeper", Child)
  /\ Go("sweeper", IF bucket.key = actor["sweeper"].parent \/ (Needed(bucket.stamps) # {} /\ Keeps("keep-nulled")) THEN "done" ELSE "sweepBump")

SweepBump ==
  /\ At("sweeper", "sweepBump") /\ Read
  /\ IF Holds("sweeper", Child) THEN held' = Written(Child) /\ Go("sweeper", "sweepReference") ELSE UNCHANGED held /\ Go("sweeper", "done")

SweepReference ==
  LET p == actor["sweeper"].parent IN
  /\ At("sweeper", "sweepReference") /\ Write
  /\ IF Holds("sweeper", RefKey(p)) THEN bucket' = [bucket EXCEPT !.refs = @ \ {p}] /\ held' = Written(RefKey(p)) ELSE UNCHANGED <<bucket, held>>
  /\ Go("sweeper", "done")

Sweep == SweepList \/ SweepChild \/ SweepBump \/ SweepReference

-----------------------------------------------------------------------------

Crash(w) ==
  /\ history.crashes < Here.crashes /\ ~At(w, "idle")
  /\ history' = [history EXCEPT !.crashes = @ + 1]
  /\ held' = Released(w)
  /\ actor' = [actor EXCEPT ![w] = [pc |-> "idle", task |-> None, parent |-> None, found |-> {}]]
  /\ UNCHANGED <<scene, bucket>>

Next == Move \/ Sweep \/ (\E w \in Workers : Work(w) \/ Crash(w)) \/ (\E j \in Jobs : End(j))
Spec == Init /\ [][Next]_vars

(* P5: a job that has ended tells how many keys it has set to null. *)
P5_CountedOnce == \A j \in Jobs : ~UnderWay(j) => bucket.counts[j] = <<Cardinality({t \in history.nulled : t[1] = j})>>
=============================================================================
