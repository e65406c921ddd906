; Sessions of the rules that are loaded, on the facts that assert-facts of facts.js asserts.
; Facts are told apart by identity in the other two engines, so two that are alike may stand beside each other.
(set-fact-duplication TRUE)

; Milliseconds of processor time (time is that of the process in Debian's clips) of asserting the facts and of the run.
; The reset, in which the facts of the session before go, is not counted.
(deffunction session ()
    (reset)
    (bind ?start (time))
    (assert-facts)
    (run)
    (* 1000 (- (time) ?start)))

; The first session tells how many rules fired, which costs a little, and is not measured.
(deffunction measure (?sessions)
    (watch statistics)
    (session)
    (unwatch statistics)
    (loop-for-count ?sessions (printout t "milliseconds " (session) crlf)))
