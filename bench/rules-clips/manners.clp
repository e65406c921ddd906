; benchmark/manners/manners.nools of nools 0.4.4 in the language of CLIPS, rule by rule and pattern by pattern.
; Copyright 2012 Doug Martin, MIT: see LICENSE. Texts stay texts. What a rule tells goes to nil, as nobody listens to
; the other two engines either.

(deftemplate Chosen (slot id) (slot guestName) (slot hobby))
(deftemplate Context (slot state (default "start")))
(deftemplate Count (slot value (default 0)))
(deftemplate Guest (slot name (default "")) (slot sex (default "")) (slot hobby (default "")))
(deftemplate LastSeat (slot seat))
(deftemplate Path (slot id) (slot seat) (slot guestName))
(deftemplate Seating
    (slot id) (slot pid) (slot path) (slot leftSeat) (slot leftGuestName) (slot rightSeat) (slot rightGuestName))

(defrule assignFirstSeat
    ?c <- (Context (state "start"))
    (Guest (name ?leftGuestName))
    ?count <- (Count (value ?countValue))
    =>
    (assert (Seating (id ?countValue) (pid 0) (path TRUE)
        (leftSeat 1) (leftGuestName ?leftGuestName) (rightSeat 1) (rightGuestName ?leftGuestName)))
    (assert (Path (id ?countValue) (seat 1) (guestName ?leftGuestName)))
    (modify ?count (value (+ ?countValue 1)))
    (printout nil "assign first seat : " ?countValue " : " ?leftGuestName crlf)
    (modify ?c (state "assign")))

(defrule findSeating
    ?c <- (Context (state "assign"))
    (Seating (path TRUE) (id ?sid) (rightGuestName ?seatingRightGuestName) (rightSeat ?rightSeat))
    (Guest (name ?seatingRightGuestName) (sex ?rightGuestSex) (hobby ?rightGuestHobby))
    (Guest (sex ~?rightGuestSex) (hobby ?rightGuestHobby) (name ?leftGuestName))
    ?count <- (Count (value ?countValue))
    (not (Path (id ?sid) (guestName ?leftGuestName)))
    (not (Chosen (id ?sid) (guestName ?leftGuestName) (hobby ?rightGuestHobby)))
    =>
    (assert (Seating (id ?countValue) (pid ?sid) (path FALSE)
        (leftSeat ?rightSeat) (leftGuestName ?seatingRightGuestName)
        (rightSeat (+ ?rightSeat 1)) (rightGuestName ?leftGuestName)))
    (assert (Path (id ?countValue) (seat (+ ?rightSeat 1)) (guestName ?leftGuestName)))
    (assert (Chosen (id ?sid) (guestName ?leftGuestName) (hobby ?rightGuestHobby)))
    (modify ?count (value (+ ?countValue 1)))
    (modify ?c (state "make")))

(defrule makePath
    (Context (state "make"))
    (Seating (path FALSE) (id ?sid) (pid ?seatingPid))
    (Path (id ?seatingPid) (guestName ?pathGuestName) (seat ?pathSeat))
    (not (Path (id ?sid) (guestName ?pathGuestName)))
    =>
    (assert (Path (id ?sid) (seat ?pathSeat) (guestName ?pathGuestName))))

(defrule pathDone
    ?c <- (Context (state "make"))
    ?s <- (Seating (path FALSE) (id ?sid))
    =>
    (modify ?s (path TRUE))
    (modify ?c (state "check"))
    (printout nil "path Done : " ?sid crlf))

(defrule areWeDone
    ?c <- (Context (state "check"))
    (LastSeat (seat ?lastSeat))
    (Seating (rightSeat ?lastSeat))
    =>
    (printout nil "areWeDone" crlf)
    (modify ?c (state "print")))

(defrule continue
    ?c <- (Context (state "check"))
    =>
    (modify ?c (state "assign")))

(defrule allDone
    (Context (state "print"))
    =>
    (printout nil "All Done" crlf))
