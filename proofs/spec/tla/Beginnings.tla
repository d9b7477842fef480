------------------------------ MODULE Beginnings ------------------------------
(***************************************************************************)
(* How a job begins, is found again, and is cleared away. Module Ligature  *)
(* takes it for granted that a task which stands is sent for again. Here   *)
(* every message may be lost, and only the open marker, which the sweeper  *)
(* lists, leads to a job. Any actor may stop for ever.                     *)
(*                                                                         *)
(* The job has two tasks: the first condemns, the root deletes or, if the  *)
(* job is refused, takes the mark back.                                    *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS Without    \* the steps to leave out; {} is the protocol

VARIABLES bucket,    \* everything stored
          actor,     \* where each actor stands
          hour,      \* whether an hour has passed
          young,     \* what was begun or written since: "caller", "marker"
          deleted    \* whether the root is gone

vars == <<bucket, actor, hour, young, deleted>>
Keeps(step) == step \notin Without

Sweepers == {"sweeper", "watch"}     \* the watch is a message to look after this one job
Workers == {"w1", "w2"}
Undecided == {"planning", "running"}
Over == {"completed", "blocked"}

Init ==
  /\ bucket = [open |-> FALSE, tasks |-> {}, job |-> "none", mark |-> FALSE]
  /\ actor = [a \in {"caller"} \cup Sweepers \cup Workers |->
                [pc |-> IF a = "caller" THEN (IF Keeps("open-before-tasks") THEN "open" ELSE "root") ELSE "idle", left |-> {}]]
  /\ hour = FALSE /\ young = {} /\ deleted = FALSE

At(a, place) == actor[a].pc = place
Go(a, place) == actor' = [actor EXCEPT ![a].pc = place]
Be(a, place, left) == actor' = [actor EXCEPT ![a] = [pc |-> place, left |-> left]]
Same == UNCHANGED <<hour, young, deleted>>
Read == Same /\ UNCHANGED bucket

-----------------------------------------------------------------------------
(* The caller: the marker, the tasks, the record. Its window begins with its first request. *)

Begun == young \cup (IF At("caller", "open") \/ At("caller", "root") THEN {"caller"} ELSE {})
InTime == "caller" \in Begun \/ ~Keeps("job-window")
AfterOpen == IF Keeps("open-before-tasks") THEN "root" ELSE "done"

PutMarker ==
  /\ At("caller", "open") /\ UNCHANGED <<hour, deleted>>
  /\ bucket' = [bucket EXCEPT !.open = TRUE]
  /\ young' = Begun \cup {"marker"}
  /\ Go("caller", AfterOpen)

PutTask(task, next) ==
  /\ At("caller", task) /\ UNCHANGED <<hour, deleted>>
  /\ young' = IF Keeps("open-before-tasks") THEN young ELSE Begun
  /\ IF "caller" \in young' \/ ~Keeps("job-window")
     THEN bucket' = [bucket EXCEPT !.tasks = @ \cup {task}] /\ Go("caller", next)
     ELSE UNCHANGED bucket /\ Go("caller", "giveUp")

PutJob ==               \* If-None-Match
  /\ At("caller", "job") /\ Same
  /\ IF bucket.job = "none" /\ ("caller" \in young \/ ~Keeps("job-window"))
     THEN bucket' = [bucket EXCEPT !.job = "planning"] /\ Go("caller", IF Keeps("open-before-tasks") THEN "done" ELSE "open")
     ELSE UNCHANGED bucket /\ Go("caller", "giveUp")

GiveUp ==               \* its tasks go, and its marker stays
  /\ At("caller", "giveUp") /\ Same
  /\ \E t \in {"root", "first"} :
       /\ bucket' = [bucket EXCEPT !.tasks = @ \ {t}]
       /\ Go("caller", IF bucket'.tasks = {} THEN "done" ELSE "giveUp")

Call == PutMarker \/ PutTask("root", "first") \/ PutTask("first", "job") \/ PutJob \/ GiveUp

-----------------------------------------------------------------------------
(* Whoever finds a job without a record: its caller is dead, or only sleeps. *)

(* The marker is old already when the record is found absent: so nobody can write the record any more. *)
(* Judged later, the same would be said of a job that has begun meanwhile.                             *)
Old == hour /\ "marker" \notin young

Look(a) ==              \* the sweeper comes by the marker, the watch by its message
  /\ At(a, "idle") /\ Read
  /\ (a = "sweeper") => bucket.open
  /\ CASE bucket.job \in {"none", "fenced"} ->
            Be(a, IF a = "watch" THEN "fence" ELSE "list", IF Old \/ ~Keeps("found-old") THEN {"old"} ELSE {})
       [] bucket.job \in Over /\ bucket.tasks = {} -> Go(a, "close")
       [] OTHER -> UNCHANGED actor      \* it sends for the tasks again: any worker may take them

ListTasks(a) ==
  /\ At(a, "list") /\ Read
  /\ IF bucket.tasks # {} THEN Be(a, "fence", {})
     ELSE Be(a, IF actor[a].left # {} /\ Old THEN "close" ELSE "idle", {})

FenceJob(a) ==          \* If-None-Match
  /\ At(a, "fence") /\ Same
  /\ IF ~Keeps("fence-job") THEN UNCHANGED bucket /\ Be(a, "remove", bucket.tasks)
     ELSE IF bucket.job \in {"none", "fenced"}
     THEN bucket' = [bucket EXCEPT !.job = "fenced"] /\ Be(a, "listAgain", {})
     ELSE UNCHANGED bucket /\ Go(a, "idle")

ListAgain(a) ==
  /\ At(a, "listAgain") /\ Read
  /\ Be(a, "remove", bucket.tasks)

RemoveTasks(a) ==
  /\ At(a, "remove") /\ Same
  /\ bucket' = [bucket EXCEPT !.tasks = @ \ actor[a].left]
  /\ Be(a, IF Keeps("keep-open") THEN "idle" ELSE "close", {})

CloseMarker(a) ==
  /\ At(a, "close") /\ Same
  /\ bucket' = [bucket EXCEPT !.open = FALSE]
  /\ Go(a, "idle")

Sweep(a) == Look(a) \/ ListTasks(a) \/ FenceJob(a) \/ ListAgain(a) \/ RemoveTasks(a) \/ CloseMarker(a)

-----------------------------------------------------------------------------
(* Workers: at any time, any task that stands, as often as the queue likes. *)

TakeUp(w) ==
  /\ At(w, "idle") /\ Read
  /\ \/ "first" \in bucket.tasks /\ bucket.job = "planning" /\ Go(w, "condemn")
     \/ "root" \in bucket.tasks /\ bucket.job = "running" /\ Go(w, "delete")
     \/ "root" \in bucket.tasks /\ bucket.job = "blocked" /\ Go(w, "takeBack")
     \/ bucket.job = "planning" /\ "first" \notin bucket.tasks /\ Go(w, "decide")
     \/ bucket.job = "running" /\ bucket.tasks = {} /\ Go(w, "end")

Condemn(w) == At(w, "condemn") /\ Same /\ bucket' = [bucket EXCEPT !.mark = bucket.job = "planning"] /\ Go(w, "endFirst")
EndFirst(w) == At(w, "endFirst") /\ Same /\ bucket' = [bucket EXCEPT !.tasks = @ \ {"first"}] /\ Go(w, "idle")

Decide(w) ==            \* If-Match
  /\ At(w, "decide") /\ Same
  /\ \E state \in {"running", "blocked"} :
       bucket' = IF bucket.job # "planning" THEN bucket
                 ELSE [bucket EXCEPT !.job = state, !.open = @ /\ (state = "running" \/ Keeps("close-late"))]
  /\ Go(w, "idle")

DeleteRoot(w) ==
  /\ At(w, "delete") /\ UNCHANGED <<hour, young>>
  /\ deleted' = TRUE
  /\ bucket' = [bucket EXCEPT !.mark = FALSE]
  /\ Go(w, "endRoot")

TakeBack(w) == At(w, "takeBack") /\ Same /\ bucket' = [bucket EXCEPT !.mark = FALSE] /\ Go(w, "endRoot")
EndRoot(w) ==
  /\ At(w, "endRoot") /\ Same
  /\ bucket' = [bucket EXCEPT !.tasks = @ \ {"root"}]
  /\ Go(w, IF bucket.job = "blocked" THEN "close" ELSE "idle")

Finish(w) ==            \* no task is left
  /\ At(w, "end") /\ Same
  /\ bucket' = [bucket EXCEPT !.job = "completed"]
  /\ Go(w, "close")

Work(w) == \/ TakeUp(w) \/ Condemn(w) \/ EndFirst(w) \/ Decide(w) \/ DeleteRoot(w) \/ TakeBack(w) \/ EndRoot(w)
           \/ Finish(w) \/ CloseMarker(w)

-----------------------------------------------------------------------------

HourPasses ==           \* longer than the window of a write, and as long as a marker stands at the least
  /\ ~hour /\ hour' = TRUE /\ young' = {}
  /\ UNCHANGED <<bucket, actor, deleted>>

Crash(a) ==
  /\ actor[a].pc \notin {"idle", "done"}
  /\ Be(a, IF a = "caller" THEN "done" ELSE "idle", {}) /\ Read

Next == Call \/ HourPasses \/ (\E a \in Sweepers : Sweep(a)) \/ (\E w \in Workers : Work(w)) \/ (\E a \in DOMAIN actor : Crash(a))
Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* P5: whatever is still to be done is found, were every message lost. *)
Due == bucket.tasks # {} \/ bucket.job \in Undecided \/ bucket.mark
P5_Found == Due /\ At("caller", "done") => bucket.open

(* P5: no job ends whose work was not done, and whose caller was told that it would be. *)
P5_NotTakenForDone == bucket.job \in {"running", "completed"} /\ bucket.tasks = {} => deleted

(* P4: a refused job leaves no mark. *)
P4_NoTrace == bucket.job = "blocked" /\ bucket.tasks = {} /\ (\A w \in Workers : At(w, "idle")) => ~bucket.mark
=============================================================================
