----------------------------- MODULE Generations -----------------------------
(***************************************************************************)
(* Two generations of the schema at once, as in every deploy. The second   *)
(* has a key more: C names its parent P. Programs of the first do not know *)
(* that key, so their deletes do not look for it. A worker of either may   *)
(* get the tasks of any job. Which of the two comes to the bucket first is *)
(* for the scene to say.                                                   *)
(*                                                                         *)
(* In module Ligature a job is many tasks. Here it is one walk: delete P,  *)
(* and then, if the job's rules know the key, treat C.                     *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS Names,     \* the scenes to explore
          Without    \* the steps to leave out; {} is the protocol

Older == 1           \* the two programs: only the newer has the key
Newer == 2

VARIABLES scene,     \* the name of the scene played
          bucket,    \* everything stored
          held,      \* <<actor, key>>: the ETag that this actor last saw there is still the current one
          actor,     \* where each actor stands
          crashes    \* so far

vars == <<scene, bucket, held, actor, crashes>>
Keeps(step) == step \notin Without

-----------------------------------------------------------------------------
(* The scenes: who writes, who deletes by which program, and who works by which. A leaf is a parent *)
(* to which the older program knows no key at all, so it deletes it without a job. The bucket knows *)
(* the older program at the start; in scenes of a newcomer it knows only the newer one.             *)

World(leaf, writers, deleters, workers, most) ==
  [leaf |-> leaf, writers |-> writers, deleters |-> deleters, workers |-> workers, crashes |-> most, knows |-> <<Older>>]
Newcomer(w) == [w EXCEPT !.knows = <<Newer>>]

Play(name) ==
  CASE name = "older-delete" -> World(FALSE, {"C"}, "d1" :> 1, ("w1" :> 1) @@ ("w2" :> 2), 1)
    [] name = "older-leaf-delete" -> World(TRUE, {"C", "D"}, "d1" :> 1, ("w2" :> 2), 1)
    [] name = "two-older-deletes" -> World(FALSE, {"C", "D"}, ("d1" :> 1) @@ ("d2" :> 1), "w2" :> 2, 0)
    [] name = "newer-delete" -> World(FALSE, {"C"}, "d1" :> 2, ("w1" :> 1) @@ ("w2" :> 2), 1)
    [] name = "newer-leaf-delete" -> World(TRUE, {"C"}, ("d1" :> 1) @@ ("d2" :> 2), "w1" :> 1, 1)
    [] name = "older-comes-second" -> Newcomer(World(FALSE, {"C"}, "d1" :> 1, ("w1" :> 1) @@ ("w2" :> 2), 1))
    [] name = "older-leaf-comes-second" -> Newcomer(World(TRUE, {"C"}, ("d1" :> 1) @@ ("d2" :> 2), ("w2" :> 2), 1))

Here == Play(scene)
Writers == Here.writers              \* each is named as the entity that it creates
Deleters == DOMAIN Here.deleters     \* each is named as its job
Workers == DOMAIN Here.workers
Of(d) == Here.deleters[d]

-----------------------------------------------------------------------------
(* The bucket *)

Absent == [kind |-> "absent"]
Fence == [kind |-> "fence"]
Entity(stamp) == [kind |-> "entity", stamp |-> stamp]
IsEntity(o) == o.kind = "entity"

Unannounced == 0
NoMarker == 99
Latest == Len(bucket.generations)
Generation(program) ==
  IF \E g \in 1 .. Latest : bucket.generations[g] = program THEN CHOOSE g \in 1 .. Latest : bucket.generations[g] = program ELSE Unannounced
KeyIsNew(g) == g > 1                 \* nobody knows a program without the keys of the bucket's first generation

Init ==
  /\ scene \in Names
  /\ bucket = [data |-> [i \in {"P"} \cup Writers |-> IF i = "P" THEN Entity(0) ELSE Absent],
               refs |-> {},                              \* of whom P has a reference
               generations |-> Here.knows, inForce |-> 1,   \* schema/current: the programs, by their generations
               open |-> [d \in Deleters |-> NoMarker],      \* the generation in its marker
               jobs |-> [d \in Deleters |-> "none"]]
  /\ held = {}
  /\ actor = [a \in Writers \cup Deleters \cup Workers |->
                [pc |-> CASE a \in Writers -> "join"
                          [] a \in Deleters -> IF \E i \in DOMAIN Here.knows : Here.knows[i] = Of(a) THEN "own" ELSE "join"
                          [] OTHER -> "idle", job |-> "none", left |-> {}]]
  /\ crashes = 0

Sees(a, key) == held \cup {<<a, key>>}
Holds(a, key) == <<a, key>> \in held
Written(key) == {h \in held : h[2] # key}
Released(a) == {h \in held : h[1] # a}
PutData(id, o) == [bucket EXCEPT !.data[id] = o]

At(a, place) == actor[a].pc = place
Go(a, place) == actor' = [actor EXCEPT ![a].pc = place]
Be(a, place, left) == actor' = [actor EXCEPT ![a].pc = place, ![a].left = left]
End(a) == Go(a, "done") /\ held' = Released(a)
Stays == UNCHANGED <<scene, crashes>>
Read == Stays /\ UNCHANGED bucket

-----------------------------------------------------------------------------
(* Before its first create or delete a program looks whether the bucket knows it, and announces itself *)
(* if not. But one that lacks a key of the latest generation is an earlier version, even if it comes   *)
(* second: it does not.                                                                                *)

LacksKeys(program) == program < bucket.generations[Latest]

Join(a, program, next) ==   \* GET, and CAS schema/current
  /\ At(a, "join") /\ Stays /\ UNCHANGED held
  /\ bucket' = IF Generation(program) # Unannounced \/ (LacksKeys(program) /\ Keeps("no-fewer-keys")) THEN bucket
               ELSE [bucket EXCEPT !.generations = Append(@, program)]
  /\ Go(a, next)

(* A writer of the newer program creates its entity, which names P: it waits until its new key is in *)
(* force, and goes on as any create.                                                                 *)

ReadInForce(a) ==
  /\ At(a, "force") /\ Read /\ UNCHANGED held
  /\ IF bucket.inForce >= Generation(Newer) THEN Go(a, "reference")
     ELSE IF Keeps("drain") THEN Be(a, "drain", Deleters) ELSE Go(a, "putForce")

Drain(a) ==             \* LIST the open markers, one after the other, and GET each that stands
  /\ At(a, "drain") /\ Read
  /\ IF actor[a].left = {} THEN Go(a, "putForce") /\ UNCHANGED held
     ELSE \E d \in actor[a].left :
            IF bucket.open[d] < Generation(Newer) THEN End(a)   \* refused: to be retried later
            ELSE Be(a, "drain", actor[a].left \ {d}) /\ UNCHANGED held

PutInForce(a) ==        \* CAS: nobody takes it back
  /\ At(a, "putForce") /\ Stays /\ UNCHANGED held
  /\ bucket' = [bucket EXCEPT !.inForce = Generation(Newer)]
  /\ Go(a, "reference")

WriteReference(a) ==
  /\ At(a, "reference") /\ Stays /\ UNCHANGED held
  /\ bucket' = [bucket EXCEPT !.refs = @ \cup {a}]
  /\ Go(a, "parent")

CheckParent(a) ==
  LET p == bucket.data["P"] IN
  /\ At(a, "parent") /\ Read
  /\ CASE ~IsEntity(p) -> End(a)
       [] Here.leaf /\ KeyIsNew(Generation(Newer)) /\ p.stamp < Generation(Newer) /\ Keeps("stamp") -> held' = Sees(a, "P") /\ Go(a, "stamp")
       [] OTHER -> UNCHANGED held /\ Go(a, "write")

Stamp(a) ==             \* so that no delete that is under way without a job passes it by
  /\ At(a, "stamp") /\ Stays
  /\ IF Holds(a, "P") THEN bucket' = PutData("P", Entity(Generation(Newer))) /\ held' = Written("P") /\ Go(a, "write")
     ELSE UNCHANGED <<bucket, held>> /\ Go(a, "parent")

WriteEntity(a) ==
  /\ At(a, "write") /\ Stays
  /\ IF bucket.data[a] = Absent THEN bucket' = PutData(a, Entity(0)) /\ held' = Written(a) /\ Go(a, "done")
     ELSE UNCHANGED bucket /\ End(a)

Write(a) == \/ Join(a, Newer, "force") \/ ReadInForce(a) \/ Drain(a) \/ PutInForce(a)
            \/ WriteReference(a) \/ CheckParent(a) \/ Stamp(a) \/ WriteEntity(a)

-----------------------------------------------------------------------------
(* A delete of P. *)

ByJob(d) == ~Here.leaf \/ Of(d) = Newer     \* otherwise its schema has no key that could matter

ReadOwn(d) ==
  LET p == bucket.data["P"] IN
  /\ At(d, "own") /\ Read
  /\ CASE ~IsEntity(p) -> End(d)
       [] ByJob(d) -> UNCHANGED held /\ Go(d, IF Keeps("open-before-schema") THEN "open" ELSE "schema")
       [] Generation(Of(d)) = Unannounced -> End(d)        \* refused: the latest schema may have keys to it
       [] p.stamp > Generation(Of(d)) -> End(d)            \* refused: a newer schema has keys to it
       [] OTHER -> held' = Sees(d, "P") /\ Go(d, "remove")

RemoveLeaf(d) ==
  /\ At(d, "remove") /\ Stays
  /\ IF Holds(d, "P") THEN bucket' = PutData("P", Absent) /\ held' = Written("P") /\ Go(d, "done")
     ELSE UNCHANGED <<bucket, held>> /\ Go(d, "own")

Open(d) ==
  /\ At(d, "open") /\ Stays /\ UNCHANGED held
  /\ bucket' = [bucket EXCEPT !.open[d] = Generation(Of(d))]
  /\ Go(d, IF Keeps("open-before-schema") THEN "schema" ELSE "record")

ReadSchema(d) ==        \* a delete by an older schema than the latest is refused
  /\ At(d, "schema") /\ Read
  /\ IF Latest > Generation(Of(d)) THEN (IF bucket.open[d] # NoMarker THEN Go(d, "close") /\ UNCHANGED held ELSE End(d))
     ELSE UNCHANGED held /\ Go(d, IF Keeps("open-before-schema") THEN "record" ELSE "open")

WriteJob(d) ==          \* If-None-Match
  /\ At(d, "record") /\ Stays
  /\ bucket' = IF bucket.jobs[d] = "none" THEN [bucket EXCEPT !.jobs[d] = "running"] ELSE bucket
  /\ End(d)

TakeMarkerBack(d) ==
  /\ At(d, "close") /\ Stays
  /\ bucket' = [bucket EXCEPT !.open[d] = NoMarker]
  /\ End(d)

(* The caller may only sleep: so the record is fenced before the marker goes. *)
FenceJob(d) ==
  /\ bucket.open[d] # NoMarker /\ bucket.jobs[d] = "none"
  /\ bucket' = [bucket EXCEPT !.jobs[d] = "fenced"]
  /\ Stays /\ UNCHANGED <<held, actor>>

CloseFenced(d) ==
  /\ bucket.open[d] # NoMarker /\ bucket.jobs[d] = "fenced"
  /\ bucket' = [bucket EXCEPT !.open[d] = NoMarker]
  /\ Stays /\ UNCHANGED <<held, actor>>

Delete(d) == \/ Join(d, Of(d), "own") \/ ReadOwn(d) \/ RemoveLeaf(d) \/ Open(d) \/ ReadSchema(d) \/ WriteJob(d) \/ TakeMarkerBack(d)
             \/ FenceJob(d) \/ CloseFenced(d)

-----------------------------------------------------------------------------
(* Workers do a job by the schema that it was accepted under, whichever they serve themselves. *)

Knows(w) == (IF Keeps("own-schema") THEN Of(actor[w].job) ELSE Here.workers[w]) = Newer

TakeUp(w) ==
  /\ At(w, "idle") /\ Read /\ UNCHANGED held
  /\ \E d \in Deleters :
       /\ bucket.jobs[d] = "running" \/ (bucket.jobs[d] = "completed" /\ bucket.open[d] # NoMarker)
       /\ actor' = [actor EXCEPT ![w].pc = IF bucket.jobs[d] = "running" THEN "victim" ELSE "unmark", ![w].job = d]

RemoveVictim(w) ==
  /\ At(w, "victim") /\ Stays
  /\ IF IsEntity(bucket.data["P"]) THEN bucket' = PutData("P", Absent) /\ held' = Written("P") ELSE UNCHANGED <<bucket, held>>
  /\ Go(w, IF Knows(w) THEN "list" ELSE "complete")

ListChildren(w) ==
  /\ At(w, "list") /\ Read /\ UNCHANGED held
  /\ Be(w, "child", bucket.refs)

TreatChild(w) ==        \* absent: a fence is put; there: it is deleted, too (module Ligature has this as GET and PUT)
  /\ At(w, "child") /\ Stays
  /\ IF actor[w].left = {} THEN UNCHANGED <<bucket, held>> /\ Go(w, "complete")
     ELSE \E c \in actor[w].left :
            /\ bucket' = PutData(c, IF IsEntity(bucket.data[c]) THEN Absent ELSE Fence)
            /\ held' = Written(c)
            /\ Be(w, "child", actor[w].left \ {c})

Complete(w) ==
  /\ At(w, "complete") /\ Stays /\ UNCHANGED held
  /\ bucket' = [bucket EXCEPT !.jobs[actor[w].job] = "completed"]
  /\ Go(w, "unmark")

Close(w) ==             \* after the job has ended
  /\ At(w, "unmark") /\ Stays
  /\ bucket' = [bucket EXCEPT !.open[actor[w].job] = NoMarker]
  /\ actor' = [actor EXCEPT ![w].pc = "idle", ![w].job = "none"] /\ held' = Released(w)

Work(w) == TakeUp(w) \/ RemoveVictim(w) \/ ListChildren(w) \/ TreatChild(w) \/ Complete(w) \/ Close(w)

-----------------------------------------------------------------------------

Crash(a) ==
  /\ crashes < Here.crashes /\ actor[a].pc \notin {"idle", "done"}
  /\ crashes' = crashes + 1
  /\ actor' = [actor EXCEPT ![a] = [pc |-> IF a \in Workers THEN "idle" ELSE "done", job |-> "none", left |-> {}]]
  /\ held' = Released(a)
  /\ UNCHANGED <<scene, bucket>>

Next == \/ \E a \in Writers : Write(a) \/ Crash(a)
        \/ \E d \in Deleters : Delete(d) \/ Crash(d)
        \/ \E w \in Workers : Work(w) \/ Crash(w)
Spec == Init /\ [][Next]_vars

(* P2: an entity that names P, which is gone, a job that knows the key will get to. *)
NoKeyOfTheNewerDangles ==
  \A c \in Writers : IsEntity(bucket.data[c]) /\ ~IsEntity(bucket.data["P"]) =>
    \E d \in Deleters : Of(d) = Newer /\ bucket.jobs[d] = "running"
=============================================================================
