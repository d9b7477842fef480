------------------------------- MODULE Scenes -------------------------------
(* The small worlds in which the protocols are explored. *)
EXTENDS Ligature

Rules(default, special) == [i \in {"G", "P", "Q", "C", "D"} |-> IF i \in DOMAIN special THEN special[i] ELSE default]
NoRules == [i \in {} |-> ""]
Cascade == Rules("CASCADE", NoRules)
NoJobs == [j \in {} |-> 0]
NoClients == [c \in {} |-> 0]

Create(id, to) == [op |-> "create", id |-> id, to |-> to]
Move(id, to) == [op |-> "move", id |-> id, to |-> to]
Delete1(id) == [op |-> "remove", id |-> id, to |-> None]
Sweeps(p) == [op |-> "sweep", id |-> None, to |-> p]
Accepts(root, j) == [op |-> "delete", id |-> root, to |-> j]
Cancels(j) == [op |-> "cancel", id |-> None, to |-> j]
Expires == [op |-> "expire", id |-> None, to |-> None]
Reads(id) == [op |-> "read", id |-> id, to |-> None]
Restores(j) == [op |-> "restore", id |-> None, to |-> j]
Deleted(id, was) == [id |-> id, job |-> 1, was |-> was, what |-> "deleted", etag |-> {}]
Begun(root) == [root |-> root, begun |-> TRUE, expects |-> AnyVersion, plans |-> TRUE]
BegunAtOnce(root) == [Begun(root) EXCEPT !.plans = FALSE]   \* nothing that is below this root can refuse
ToCome(root) == [root |-> root, begun |-> FALSE, expects |-> AnyVersion, plans |-> TRUE]
BegunIf(root, parent) == [root |-> root, begun |-> TRUE, expects |-> parent, plans |-> TRUE]   \* only the version that has this parent

World(start, rule, clients, jobs, workers, crashes) ==
  [start |-> start, stale |-> {}, fenced |-> {}, done |-> {}, claims |-> NoRules, rule |-> rule, single |-> FALSE,
   clients |-> clients, jobs |-> jobs, workers |-> workers, crashes |-> crashes, late |-> DOMAIN jobs, names |-> NoRules, days |-> 0, condemned |-> NoRules]
Prompt(w) == [w EXCEPT !.late = {}]   \* no task is delivered to two workers at once
Condemned(j, ids, w) == [w EXCEPT !.condemned = j :> ids]   \* the job has walked, and is only to decide
LateOnly(j, w) == [w EXCEPT !.late = {j}]
Torn3(w) == [w EXCEPT !.names = ("C" :> 0) @@ ("P" :> 1) @@ ("G" :> 2)]   \* what follows would sort before
Torn4(w) == [w EXCEPT !.names = ("C" :> 0) @@ ("Q" :> 1) @@ ("P" :> 2) @@ ("G" :> 3)]
Days(n, w) == [w EXCEPT !.days = n]
Single(w) == [w EXCEPT !.single = TRUE]

Shared(workers, crashes) ==
  Prompt(World(("G" :> None) @@ ("P" :> "G") @@ ("C" :> "P"), Rules("CASCADE", "Q" :> "PROTECT"),
               NoClients, (1 :> Begun("G")) @@ (2 :> Begun("P")), workers, crashes))

PQ == ("P" :> None) @@ ("Q" :> None)

Play(name) ==
  CASE name = "create-delete" ->
         World(("P" :> None) @@ ("C" :> Missing), Cascade, "creator" :> Create("C", "P"), 1 :> Begun("P"), {"w1", "w2"}, 1)
    [] name = "accept" ->
         World(("P" :> None) @@ ("C" :> Missing), Cascade,
               ("creator" :> Create("C", "P")) @@ ("deleter" :> Accepts("P", 1)), 1 :> ToCome("P"), {"w1"}, 1)
    [] name = "move-in" ->
         World(PQ @@ "C" :> "Q", Cascade, "mover" :> Move("C", "P"), 1 :> Begun("P"), {"w1", "w2"}, 1)
    [] name = "two-moves-in" ->
         World(PQ @@ "C" :> "Q", Cascade, ("one" :> Move("C", "P")) @@ ("two" :> Move("C", "P")), 1 :> Begun("P"), {"w1"}, 0)
    [] name = "move-away-and-back" ->
         World(PQ @@ "C" :> "P", Cascade, ("away" :> Move("C", "Q")) @@ ("back" :> Move("C", "P")), 1 :> Begun("P"), {"w1"}, 1)
    [] name = "set-null" ->
         World(PQ @@ "C" :> "P", Rules("SET_NULL", NoRules), ("away" :> Move("C", "Q")) @@ ("back" :> Move("C", "P")), 1 :> Begun("P"), {"w1"}, 1)
    [] name = "chain" ->
         Prompt(World(("G" :> None) @@ ("P" :> "G") @@ ("C" :> Missing), Cascade, "creator" :> Create("C", "P"), 1 :> Begun("G"), {"w1", "w2"}, 1))
    [] name = "chain-torn" ->
         Torn3(Prompt(World(("G" :> None) @@ ("P" :> "G") @@ ("C" :> "P"), Cascade, NoClients, 1 :> Begun("G"), {"w1", "w2"}, 0)))
    [] name = "create-torn" ->
         Torn3(Prompt(World(("G" :> None) @@ ("P" :> "G") @@ ("C" :> Missing), Cascade, "creator" :> Create("C", "P"), 1 :> Begun("G"), {"w1", "w2"}, 0)))
    [] name = "protect-torn" ->
         Torn4(Prompt(World(("G" :> None) @@ ("P" :> "G") @@ ("Q" :> "P") @@ ("C" :> "Q"), Rules("CASCADE", "C" :> "PROTECT"),
                            NoClients, 1 :> Begun("G"), {"w1", "w2"}, 0)))
    [] name = "cycle" ->
         World(("P" :> "C") @@ ("C" :> "P"), Cascade, NoClients, 1 :> Begun("P"), {"w1", "w2"}, 1)
    [] name = "sweep" ->
         [World(PQ @@ "C" :> "Q", Cascade, ("mover" :> Move("C", "P")) @@ ("sweeper" :> Sweeps("P")), 1 :> Begun("P"), {"w1"}, 1)
           EXCEPT !.stale = {<<"P", "C">>}]
    [] name = "claim-two-creates" ->
         Single(World(("P" :> None) @@ ("C" :> Missing) @@ ("D" :> Missing), Cascade,
                      ("first" :> Create("C", "P")) @@ ("second" :> Create("D", "P")), NoJobs, {}, 2))
    [] name = "claim-moves-back" ->      \* C was under P once: its reference and its claim still stand
         Single([World(PQ @@ ("C" :> "Q") @@ ("D" :> Missing), Cascade,
                       ("mover" :> Move("C", "P")) @@ ("creator" :> Create("D", "P")), NoJobs, {}, 1)
                  EXCEPT !.stale = {<<"P", "C">>}, !.claims = "P" :> "C"])
    [] name = "claim-holder-leaves" ->
         Single(World(PQ @@ ("C" :> "P") @@ ("D" :> Missing), Cascade,
                      ("mover" :> Move("C", "Q")) @@ ("creator" :> Create("D", "P")) @@ ("back" :> Move("C", "P")), NoJobs, {}, 1))
    [] name = "claim-released" ->
         Single(World(("P" :> None) @@ ("Q" :> Missing) @@ ("C" :> "P") @@ ("D" :> Missing), Cascade,
                      ("one" :> Create("D", "P")) @@ ("two" :> Create("Q", "P")) @@ ("remover" :> Delete1("C")), NoJobs, {}, 0))
    [] name = "protect" ->
         World(("G" :> None) @@ ("P" :> "G") @@ ("C" :> Missing), Rules("CASCADE", "C" :> "PROTECT"),
               "creator" :> Create("C", "P"), 1 :> Begun("G"), {"w1"}, 1)
    [] name = "protect-twice" ->         \* every task may be with two workers at once
         World(("P" :> None) @@ ("C" :> Missing), Rules("CASCADE", "C" :> "PROTECT"),
               "creator" :> Create("C", "P"), 1 :> Begun("P"), {"w1", "w2"}, 0)
    [] name = "protect-move-in" ->
         World(("P" :> None) @@ ("Q" :> None) @@ ("C" :> "Q"), Rules("CASCADE", "C" :> "PROTECT"),
               ("one" :> Move("C", "P")) @@ ("two" :> Move("C", "P")), 1 :> Begun("P"), {"w1"}, 0)
    [] name = "protect-cancel" ->
         World(("G" :> None) @@ ("P" :> "G") @@ ("C" :> Missing), Rules("CASCADE", "C" :> "PROTECT"),
               ("creator" :> Create("C", "P")) @@ ("canceller" :> Cancels(1)), 1 :> Begun("G"), {"w1"}, 1)
    [] name = "restore" ->               \* while what P belongs to is deleted
         World(("G" :> None) @@ ("P" :> "G") @@ ("C" :> "P"), Cascade,
               ("restorer" :> Restores(1)), (1 :> Begun("P")) @@ (2 :> Begun("G")), {"w1"}, 0)
    [] name = "restore-fenced" ->        \* a late delivery has left a fence at C; P is deleted again
         [World(("P" :> Missing) @@ ("C" :> Missing), Cascade,
                ("restorer" :> Restores(1)) @@ ("deleter" :> Accepts("P", 2)), (1 :> ToCome("P")) @@ (2 :> ToCome("P")), {"w1"}, 1)
           EXCEPT !.fenced = {"C"}, !.done = {Deleted("P", None), Deleted("C", "P")}]
    [] name = "restore-stalled-move" ->
         World(("P" :> None) @@ ("Q" :> None) @@ ("C" :> "P"), Cascade,
               ("restorer" :> Restores(1)) @@ ("mover" :> Move("C", "Q")), (1 :> Begun("P")) @@ (2 :> Begun("Q")), {"w1"}, 0)
    [] name = "restore-key" ->
         World(("P" :> None) @@ ("Q" :> None) @@ ("C" :> "P"), Rules("SET_NULL", NoRules),
               ("restorer" :> Restores(1)) @@ ("mover" :> Move("C", "Q")), (1 :> Begun("P")) @@ (2 :> Begun("Q")), {"w1"}, 0)
    [] name = "jobs-meet-above" ->       \* the younger job's root is the older one's parent
         Prompt(World(("G" :> None) @@ ("P" :> "G"), Rules("CASCADE", "Q" :> "PROTECT"),
                      NoClients, (1 :> Begun("P")) @@ (2 :> Begun("G")), {"w1", "w2"}, 0))
    [] name = "jobs-meet-below" ->       \* the older job comes upon the younger one's root
         Prompt(World(("G" :> None) @@ ("P" :> "G"), Rules("CASCADE", "Q" :> "PROTECT"),
                      NoClients, (1 :> Begun("G")) @@ (2 :> Begun("P")), {"w1", "w2"}, 0))
    [] name = "jobs-meet-refused" ->     \* what protects is the younger job's own root
         Prompt(World(("P" :> None) @@ ("C" :> "P"), Rules("CASCADE", "C" :> "PROTECT"),
                      NoClients, (1 :> Begun("P")) @@ (2 :> Begun("C")), {"w1", "w2"}, 0))
    [] name = "jobs-meet-same" ->        \* two deletes of one entity
         Prompt(World("P" :> None, Rules("CASCADE", "Q" :> "PROTECT"),
                      NoClients, (1 :> Begun("P")) @@ (2 :> Begun("P")), {"w1", "w2"}, 1))
    [] name = "jobs-end" ->              \* the worker dies in the middle of one and meets its mark in the other
         World("P" :> None, Rules("CASCADE", "Q" :> "PROTECT"),
               NoClients, (1 :> Begun("P")) @@ (2 :> Begun("P")), {"w1"}, 1)
    [] name = "job-ends" ->
         World(("G" :> None) @@ ("P" :> "G"), Rules("CASCADE", "Q" :> "PROTECT"), NoClients, 1 :> Begun("G"), {"w1"}, 2)
    [] name = "cycle-ends" ->
         World(("P" :> "C") @@ ("C" :> "P"), Rules("CASCADE", "Q" :> "PROTECT"), NoClients, 1 :> Begun("P"), {"w1"}, 1)
    [] name = "day-passes" ->            \* while a create is under way, and a fence is put because of it
         Days(1, Prompt(World(("P" :> None) @@ ("C" :> Missing), Cascade,
                              ("creator" :> Create("C", "P")) @@ ("sweeper" :> Expires), 1 :> Begun("P"), {"w1"}, 1)))
    [] name = "days-pass" ->             \* any delivery may come late, and with another
         Days(2, World(("P" :> None) @@ ("C" :> Missing), Cascade,
                       ("creator" :> Create("C", "P")) @@ ("sweeper" :> Expires), 1 :> Begun("P"), {"w1", "w2"}, 0))
    [] name = "jobs-share" ->            \* the one deletes what the other has condemned
         Shared({"w1"}, 1)
    [] name = "jobs-share-workers" ->
         Shared({"w1", "w2"}, 0)
    [] name = "taken-meanwhile" ->       \* a delivery has read P, then another job commits that has condemned it
         Condemned(1, {"G", "P"}, LateOnly(2, World(("G" :> None) @@ ("P" :> "G") @@ ("C" :> "P"), Rules("CASCADE", ("Q" :> "PROTECT") @@ ("C" :> "SET_NULL")),
                           NoClients, (1 :> Begun("G")) @@ (2 :> BegunAtOnce("P")), {"w1", "w2"}, 0)))
    [] name = "both-take" ->             \* a delivery has journalled P, then another job deletes it
         LateOnly(2, World(("G" :> None) @@ ("P" :> "G") @@ ("C" :> "P"), Rules("CASCADE", "C" :> "SET_NULL"),
                           NoClients, (1 :> Begun("G")) @@ (2 :> Begun("P")), {"w1", "w2"}, 1))
    [] name = "middle-of-a-plan" ->      \* of three that one job has condemned another one deletes the second, and what is below it
         Condemned(1, {"G", "P", "C"}, Prompt(World(("G" :> None) @@ ("P" :> "G") @@ ("C" :> "P"), Rules("CASCADE", "Q" :> "PROTECT"),
                           NoClients, (1 :> Begun("G")) @@ (2 :> BegunAtOnce("P")), {"w1", "w2"}, 0)))
    [] name = "nulled-meanwhile" ->      \* the same of a child, whose key this job sets to null
         Condemned(1, {"C"}, LateOnly(2, World(("P" :> None) @@ ("C" :> "P"), Rules("SET_NULL", "Q" :> "PROTECT"),
                           NoClients, (1 :> Begun("C")) @@ (2 :> BegunAtOnce("P")), {"w1", "w2"}, 0)))
    [] name = "delete-if-match" ->       \* while its owner's delete sets its key to null
         Prompt(World(("G" :> None) @@ ("P" :> "G"), Rules("SET_NULL", "Q" :> "PROTECT"),
                      NoClients, (1 :> BegunIf("P", "G")) @@ (2 :> Begun("G")), {"w1", "w2"}, 0))
    [] name = "read-slowly" ->
         Prompt(World("P" :> None, Rules("CASCADE", "Q" :> "PROTECT"), "reader" :> Reads("P"), 1 :> Begun("P"), {"w1"}, 1))
    [] name = "restore-before-effect" -> \* the second delete finds P absent, and then P is restored
         [World(("P" :> Missing) @@ ("C" :> Missing), Rules("CASCADE", "C" :> "PROTECT"),
                ("restorer" :> Restores(1)) @@ ("creator" :> Create("C", "P")), (1 :> ToCome("P")) @@ (2 :> Begun("P")), {"w1"}, 0)
           EXCEPT !.done = {Deleted("P", None)}]
    [] name = "jobs-meet-create" ->      \* both would take P away; C would keep it
         Prompt(World(("P" :> None) @@ ("C" :> Missing), Rules("CASCADE", "C" :> "PROTECT"),
                      "creator" :> Create("C", "P"), (1 :> Begun("P")) @@ (2 :> Begun("P")), {"w1", "w2"}, 0))
=============================================================================
