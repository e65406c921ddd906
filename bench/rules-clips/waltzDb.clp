; benchmark/waltzDb/waltzDb.nools of nools 0.4.4 in the language of CLIPS, rule by rule and pattern by pattern.
; Copyright 2012 Doug Martin, MIT: see LICENSE. Texts stay texts. What a rule tells goes to nil, as nobody listens to
; the other two engines either.

(deftemplate Stage (slot value (default "")))
(deftemplate Line (slot p1 (default 0)) (slot p2 (default 0)))
(deftemplate Edge (slot type (default "")) (slot p1 (default 0)) (slot p2 (default 0)) (slot joined (default FALSE)))
(deftemplate EdgeLabel
    (slot p1 (default 0)) (slot p2 (default 0)) (slot labelName (default "")) (slot labelId (default "")))
(deftemplate Junction
    (slot p1 (default 0)) (slot p2 (default 0)) (slot p3 (default 0)) (slot basePoint (default 0))
    (slot type (default "")) (slot name (default "")) (slot visited (default "")))
(deftemplate Label
    (slot id (default "")) (slot type (default "")) (slot name (default ""))
    (slot n1 (default "")) (slot n2 (default "")) (slot n3 (default "")))
(deftemplate Illegal (slot basePoint) (slot labelId (default "")))

(deffunction getX (?val) (div ?val 100))

(deffunction getY (?val) (mod ?val 100))

; CLIPS has no atan2. Neither difference is 0 here.
(deffunction atan2 (?y ?x)
    (bind ?angle (atan (/ ?y ?x)))
    (if (> ?x 0) then (return ?angle))
    (if (> ?y 0) then (+ ?angle (pi)) else (- ?angle (pi))))

(deffunction getAngle (?p1 ?p2)
    (bind ?deltaX (- (getX ?p2) (getX ?p1)))
    (bind ?deltaY (- (getY ?p2) (getY ?p1)))
    (if (= ?deltaX 0)
        then (if (> ?deltaY 0) then (return (/ (pi) 2)) else (return (/ (pi) -2))))
    (if (= ?deltaY 0)
        then (if (> ?deltaX 0) then (return 0.0) else (return (pi))))
    (atan2 ?deltaY ?deltaX))

(deffunction getInscribedAngle (?basePoint ?p1 ?p2)
    (bind ?temp (abs (- (getAngle ?basePoint ?p1) (getAngle ?basePoint ?p2))))
    (if (> ?temp (pi)) then (bind ?temp (- (* 2 (pi)) ?temp)))
    (abs ?temp))

; Asserts the junction that make3Junction of the other two fills.
(deffunction make3Junction (?basePoint ?p1 ?p2 ?p3)
    (bind ?angle12 (getInscribedAngle ?basePoint ?p1 ?p2))
    (bind ?angle13 (getInscribedAngle ?basePoint ?p1 ?p3))
    (bind ?angle23 (getInscribedAngle ?basePoint ?p2 ?p3))
    (bind ?sum1213 (+ ?angle12 ?angle13))
    (bind ?sum1223 (+ ?angle12 ?angle23))
    (bind ?sum1323 (+ ?angle13 ?angle23))
    (if (< ?sum1213 ?sum1223)
        then
        (if (< ?sum1213 ?sum1323)
            then (bind ?sum ?sum1213) (bind ?j2 ?p1) (bind ?j1 ?p2) (bind ?j3 ?p3)
            else (bind ?sum ?sum1323) (bind ?j2 ?p3) (bind ?j1 ?p1) (bind ?j3 ?p2))
        else
        (if (< ?sum1223 ?sum1323)
            then (bind ?sum ?sum1223) (bind ?j2 ?p2) (bind ?j1 ?p1) (bind ?j3 ?p3)
            else (bind ?sum ?sum1323) (bind ?j2 ?p3) (bind ?j1 ?p1) (bind ?j3 ?p2)))
    (if (< (abs (- ?sum (pi))) 0.001)
        then (bind ?name "tee")
        else (if (> ?sum (pi)) then (bind ?name "fork") else (bind ?name "arrow")))
    (assert (Junction (basePoint ?basePoint) (type "3j") (visited "no")
        (name ?name) (p1 ?j1) (p2 ?j2) (p3 ?j3))))

(defrule reverse_edges
    (Stage (value "DUPLICATE"))
    ?line <- (Line (p1 ?p1) (p2 ?p2))
    =>
    (printout nil "Edge " ?p1 " " ?p2 crlf)
    (printout nil "Edge " ?p2 " " ?p1 crlf)
    (assert (Edge (p1 ?p1) (p2 ?p2) (joined FALSE)))
    (assert (Edge (p1 ?p2) (p2 ?p1) (joined FALSE)))
    (retract ?line))

(defrule done_reversing
    ?stage <- (Stage (value "DUPLICATE"))
    (not (Line))
    =>
    (modify ?stage (value "DETECT_JUNCTIONS"))
    (printout nil "DETECT_JUNCTIONS" crlf))

(defrule make_3_junction
    (Stage (value "DETECT_JUNCTIONS"))
    ?edge1 <- (Edge (joined FALSE) (p1 ?basePoint) (p2 ?p1))
    ?edge2 <- (Edge (joined FALSE) (p1 ?basePoint) (p2 ?p2&~?p1))
    ?edge3 <- (Edge (joined FALSE) (p1 ?basePoint) (p2 ?p3&~?p1&~?p2))
    =>
    (make3Junction ?basePoint ?p1 ?p2 ?p3)
    (printout nil "3j " ?basePoint crlf)
    (modify ?edge1 (joined TRUE) (type "3j"))
    (modify ?edge2 (joined TRUE) (type "3j"))
    (modify ?edge3 (joined TRUE) (type "3j")))

(defrule make_L
    (Stage (value "DETECT_JUNCTIONS"))
    ?edge1 <- (Edge (joined FALSE) (p1 ?basePoint) (p2 ?p2))
    ?edge2 <- (Edge (p1 ?basePoint) (p2 ?p3&~?p2) (joined FALSE))
    (not (Edge (p1 ?basePoint) (p2 ~?p2&~?p3)))
    =>
    (assert (Junction (type "2j") (name "L") (basePoint ?basePoint) (p1 ?p2) (p2 ?p3) (visited "no")))
    (printout nil "2j " ?basePoint crlf)
    (modify ?edge1 (joined TRUE) (type "2j"))
    (modify ?edge2 (joined TRUE) (type "2j")))

(defrule done_detecting
    ?stage <- (Stage (value "DETECT_JUNCTIONS"))
    (not (Edge (joined FALSE)))
    =>
    (modify ?stage (value "FIND_INITIAL_BOUNDARY"))
    (printout nil "Stage: FIND_INITIAL_BOUNDARY" crlf))

(defrule initial_boundary_junction_L
    ?stage <- (Stage (value "FIND_INITIAL_BOUNDARY"))
    ?junction <- (Junction (type "2j") (basePoint ?basePoint) (p1 ?p1) (p2 ?p2))
    (Edge (p1 ?basePoint) (p2 ?p1))
    (Edge (p1 ?basePoint) (p2 ?p2))
    (not (Junction (type "2j") (basePoint ?other&:(> ?other ?basePoint))))
    =>
    (modify ?junction (visited "yes"))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName "B") (labelId "1")))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName "B") (labelId "1")))
    (modify ?stage (value "FIND_SECOND_BOUNDARY"))
    (printout nil "FIND_SECOND_BOUNDARY" crlf))

; Of the two rules for the first boundary, which may both fire here, the other two engines fire this one.
(defrule initial_boundary_junction_arrow
    (declare (salience 1))
    ?stage <- (Stage (value "FIND_INITIAL_BOUNDARY"))
    ?junction <- (Junction (type "3j") (name "arrow") (basePoint ?basePoint) (p1 ?p1) (p2 ?p2) (p3 ?p3))
    (Edge (p1 ?basePoint) (p2 ?p1))
    (Edge (p1 ?basePoint) (p2 ?p2))
    (Edge (p1 ?basePoint) (p2 ?p3))
    (not (Junction (basePoint ?other&:(> ?other ?basePoint))))
    =>
    (modify ?junction (visited "yes"))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName "B") (labelId "14")))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName "+") (labelId "14")))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p3) (labelName "B") (labelId "14")))
    (modify ?stage (value "FIND_SECOND_BOUNDARY"))
    (printout nil "FIND_SECOND_BOUNDARY" crlf))

(defrule second_boundary_junction_L
    ?stage <- (Stage (value "FIND_SECOND_BOUNDARY"))
    ?junction <- (Junction (type "2j") (basePoint ?basePoint) (p1 ?p1) (p2 ?p2))
    (Edge (p1 ?basePoint) (p2 ?p1))
    (Edge (p1 ?basePoint) (p2 ?p2))
    (not (Junction (basePoint ?other&:(< ?other ?basePoint))))
    =>
    (modify ?junction (visited "yes"))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName "B") (labelId "1")))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName "B") (labelId "1")))
    (modify ?stage (value "LABELING"))
    (printout nil "LABELING" crlf))

(defrule second_boundary_junction_arrow
    ?stage <- (Stage (value "FIND_SECOND_BOUNDARY"))
    ?junction <- (Junction (type "3j") (name "arrow") (basePoint ?basePoint) (p1 ?p1) (p2 ?p2) (p3 ?p3))
    (Edge (p1 ?basePoint) (p2 ?p1))
    (Edge (p1 ?basePoint) (p2 ?p2))
    (Edge (p1 ?basePoint) (p2 ?p3))
    (not (Junction (basePoint ?other&:(< ?other ?basePoint))))
    =>
    (modify ?junction (visited "yes"))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName "B") (labelId "14")))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName "+") (labelId "14")))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p3) (labelName "B") (labelId "14")))
    (modify ?stage (value "LABELING"))
    (printout nil "LABELING" crlf))

(defrule start_visit_3_junction
    ?stage <- (Stage (value "LABELING"))
    ?junction <- (Junction (type "3j") (visited "no"))
    =>
    (modify ?stage (value "VISITING_3J"))
    (printout nil "VISITING_3J" crlf)
    (modify ?junction (visited "now")))

(defrule visit_3j_0
    (Stage (value "VISITING_3J"))
    (Junction (visited "now") (name ?name) (basePoint ?basePoint) (p1 ?p1) (p2 ?p2) (p3 ?p3))
    (Label (name ?name) (id ?id) (n1 ?n1) (n2 ?n2) (n3 ?n3))
    (EdgeLabel (p1 ?p1) (p2 ?basePoint) (labelName ?n1))
    (EdgeLabel (p1 ?p2) (p2 ?basePoint) (labelName ?n2))
    (EdgeLabel (p1 ?p3) (p2 ?basePoint) (labelName ?n3))
    (not (EdgeLabel (p1 ?basePoint) (labelId ?id)))
    =>
    (printout nil "EdgeLabel " ?basePoint " " ?p1 " " ?n1 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p2 " " ?n2 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p3 " " ?n3 " " ?id crlf)
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName ?n1) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?n2) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p3) (labelName ?n3) (labelId ?id))))

(defrule visit_3j_1
    (Stage (value "VISITING_3J"))
    (Junction (visited "now") (name ?name) (basePoint ?basePoint) (p1 ?p1) (p2 ?p2) (p3 ?p3))
    (Label (name ?name) (id ?id) (n1 ?n1) (n2 ?n2) (n3 ?n3))
    (not (EdgeLabel (p1 ?p1) (p2 ?basePoint)))
    (EdgeLabel (p1 ?p2) (p2 ?basePoint) (labelName ?n2))
    (EdgeLabel (p1 ?p3) (p2 ?basePoint) (labelName ?n3))
    (not (EdgeLabel (p1 ?basePoint) (labelId ?id)))
    =>
    (printout nil "EdgeLabel " ?basePoint " " ?p1 " " ?n1 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p2 " " ?n2 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p3 " " ?n3 " " ?id crlf)
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName ?n1) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?n2) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p3) (labelName ?n3) (labelId ?id))))

(defrule visit_3j_2
    (Stage (value "VISITING_3J"))
    (Junction (visited "now") (name ?name) (basePoint ?basePoint) (p1 ?p1) (p2 ?p2) (p3 ?p3))
    (Label (name ?name) (id ?id) (n1 ?n1) (n2 ?n2) (n3 ?n3))
    (EdgeLabel (p1 ?p1) (p2 ?basePoint) (labelName ?n1))
    (not (EdgeLabel (p1 ?p2) (p2 ?basePoint)))
    (EdgeLabel (p1 ?p3) (p2 ?basePoint) (labelName ?n3))
    (not (EdgeLabel (p1 ?basePoint) (labelId ?id)))
    =>
    (printout nil "EdgeLabel " ?basePoint " " ?p1 " " ?n1 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p2 " " ?n2 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p3 " " ?n3 " " ?id crlf)
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName ?n1) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?n2) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p3) (labelName ?n3) (labelId ?id))))

(defrule visit_3j_3
    (Stage (value "VISITING_3J"))
    (Junction (visited "now") (name ?name) (basePoint ?basePoint) (p1 ?p1) (p2 ?p2) (p3 ?p3))
    (Label (name ?name) (id ?id) (n1 ?n1) (n2 ?n2) (n3 ?n3))
    (not (EdgeLabel (p1 ?p1) (p2 ?basePoint)))
    (not (EdgeLabel (p1 ?p2) (p2 ?basePoint)))
    (EdgeLabel (p1 ?p3) (p2 ?basePoint) (labelName ?n3))
    (not (EdgeLabel (p1 ?basePoint) (labelId ?id)))
    =>
    (printout nil "EdgeLabel " ?basePoint " " ?p1 " " ?n1 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p2 " " ?n2 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p3 " " ?n3 " " ?id crlf)
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName ?n1) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?n2) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p3) (labelName ?n3) (labelId ?id))))

(defrule visit_3j_4
    (Stage (value "VISITING_3J"))
    (Junction (visited "now") (name ?name) (basePoint ?basePoint) (p1 ?p1) (p2 ?p2) (p3 ?p3))
    (Label (name ?name) (id ?id) (n1 ?n1) (n2 ?n2) (n3 ?n3))
    (EdgeLabel (p1 ?p1) (p2 ?basePoint) (labelName ?n1))
    (EdgeLabel (p1 ?p2) (p2 ?basePoint) (labelName ?n2))
    (not (EdgeLabel (p1 ?p3) (p2 ?basePoint)))
    (not (EdgeLabel (p1 ?basePoint) (labelId ?id)))
    =>
    (printout nil "EdgeLabel " ?basePoint " " ?p1 " " ?n1 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p2 " " ?n2 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p3 " " ?n3 " " ?id crlf)
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName ?n1) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?n2) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p3) (labelName ?n3) (labelId ?id))))

(defrule visit_3j_5
    (Stage (value "VISITING_3J"))
    (Junction (visited "now") (name ?name) (basePoint ?basePoint) (p1 ?p1) (p2 ?p2) (p3 ?p3))
    (Label (name ?name) (id ?id) (n1 ?n1) (n2 ?n2) (n3 ?n3))
    (not (EdgeLabel (p1 ?p1) (p2 ?basePoint)))
    (EdgeLabel (p1 ?p2) (p2 ?basePoint) (labelName ?n2))
    (not (EdgeLabel (p1 ?p3) (p2 ?basePoint)))
    (not (EdgeLabel (p1 ?basePoint) (labelId ?id)))
    =>
    (printout nil "EdgeLabel " ?basePoint " " ?p1 " " ?n1 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p2 " " ?n2 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p3 " " ?n3 " " ?id crlf)
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName ?n1) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?n2) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p3) (labelName ?n3) (labelId ?id))))

(defrule visit_3j_6
    (Stage (value "VISITING_3J"))
    (Junction (visited "now") (name ?name) (basePoint ?basePoint) (p1 ?p1) (p2 ?p2) (p3 ?p3))
    (Label (name ?name) (id ?id) (n1 ?n1) (n2 ?n2) (n3 ?n3))
    (EdgeLabel (p1 ?p1) (p2 ?basePoint) (labelName ?n1))
    (not (EdgeLabel (p1 ?p2) (p2 ?basePoint)))
    (not (EdgeLabel (p1 ?p3) (p2 ?basePoint)))
    (not (EdgeLabel (p1 ?basePoint) (labelId ?id)))
    =>
    (printout nil "EdgeLabel " ?basePoint " " ?p1 " " ?n1 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p2 " " ?n2 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p3 " " ?n3 " " ?id crlf)
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName ?n1) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?n2) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p3) (labelName ?n3) (labelId ?id))))

(defrule visit_3j_7
    (Stage (value "VISITING_3J"))
    (Junction (visited "now") (name ?name) (basePoint ?basePoint) (p1 ?p1) (p2 ?p2) (p3 ?p3))
    (Label (name ?name) (id ?id) (n1 ?n1) (n2 ?n2) (n3 ?n3))
    (not (EdgeLabel (p1 ?p1) (p2 ?basePoint)))
    (not (EdgeLabel (p1 ?p2) (p2 ?basePoint)))
    (not (EdgeLabel (p1 ?p3) (p2 ?basePoint)))
    (not (EdgeLabel (p1 ?basePoint) (labelId ?id)))
    =>
    (printout nil "EdgeLabel " ?basePoint " " ?p1 " " ?n1 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p2 " " ?n2 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p3 " " ?n3 " " ?id crlf)
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName ?n1) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?n2) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p3) (labelName ?n3) (labelId ?id))))

(defrule start_visit_2_junction
    ?stage <- (Stage (value "LABELING"))
    ?junction <- (Junction (type "2j") (visited "no"))
    =>
    (modify ?junction (visited "now"))
    (modify ?stage (value "VISITING_2J"))
    (printout nil "VISITING_2J" crlf))

(defrule visit_2j_0
    (Stage (value "VISITING_2J"))
    (Junction (visited "now") (name ?name) (basePoint ?basePoint) (p1 ?p1) (p2 ?p2))
    (Label (name ?name) (id ?id) (n1 ?n1) (n2 ?n2))
    (EdgeLabel (p1 ?p1) (p2 ?basePoint) (labelName ?n1))
    (EdgeLabel (p1 ?p2) (p2 ?basePoint) (labelName ?n2))
    (not (EdgeLabel (p1 ?basePoint) (labelId ?id)))
    =>
    (printout nil "EdgeLabel " ?basePoint " " ?p1 " " ?n1 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p2 " " ?n2 " " ?id crlf)
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName ?n1) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?n2) (labelId ?id))))

(defrule visit_2j_1
    (Stage (value "VISITING_2J"))
    (Junction (visited "now") (name ?name) (basePoint ?basePoint) (p1 ?p1) (p2 ?p2))
    (Label (name ?name) (id ?id) (n1 ?n1) (n2 ?n2))
    (not (EdgeLabel (p1 ?p1) (p2 ?basePoint)))
    (EdgeLabel (p1 ?p2) (p2 ?basePoint) (labelName ?n2))
    (not (EdgeLabel (p1 ?basePoint) (labelId ?id)))
    =>
    (printout nil "EdgeLabel " ?basePoint " " ?p1 " " ?n1 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p2 " " ?n2 " " ?id crlf)
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName ?n1) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?n2) (labelId ?id))))

(defrule visit_2j_2
    (Stage (value "VISITING_2J"))
    (Junction (visited "now") (name ?name) (basePoint ?basePoint) (p1 ?p1) (p2 ?p2))
    (Label (name ?name) (id ?id) (n1 ?n1) (n2 ?n2))
    (EdgeLabel (p1 ?p1) (p2 ?basePoint) (labelName ?n1))
    (not (EdgeLabel (p1 ?p2) (p2 ?basePoint)))
    (not (EdgeLabel (p1 ?basePoint) (labelId ?id)))
    =>
    (printout nil "EdgeLabel " ?basePoint " " ?p1 " " ?n1 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p2 " " ?n2 " " ?id crlf)
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName ?n1) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?n2) (labelId ?id))))

(defrule visit_2j_3
    (Stage (value "VISITING_2J"))
    (Junction (visited "now") (name ?name) (basePoint ?basePoint) (p1 ?p1) (p2 ?p2))
    (Label (name ?name) (id ?id) (n1 ?n1) (n2 ?n2))
    (not (EdgeLabel (p1 ?p1) (p2 ?basePoint)))
    (not (EdgeLabel (p1 ?p2) (p2 ?basePoint)))
    (not (EdgeLabel (p1 ?basePoint) (labelId ?id)))
    =>
    (printout nil "EdgeLabel " ?basePoint " " ?p1 " " ?n1 " " ?id crlf)
    (printout nil "EdgeLabel " ?basePoint " " ?p2 " " ?n2 " " ?id crlf)
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelName ?n1) (labelId ?id)))
    (assert (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?n2) (labelId ?id))))

(defrule end_visit
    ?stage <- (Stage (value "VISITING_2J" | "VISITING_3J"))
    (Junction (visited "now"))
    =>
    (modify ?stage (value "MARKING"))
    (printout nil "MARKING" crlf))

; waltzDb.nools compares with now, a function there, where it means the text: no fact is equal to it, and the rule never
; fires. The symbol is equal to none here.
(defrule marking
    (Stage (value "MARKING"))
    (Junction (visited now) (basePoint ?basePoint))
    (Edge (p2 ?basePoint) (p1 ?p1))
    ?junction <- (Junction (basePoint ?p1) (visited "yes"))
    =>
    (modify ?junction (visited "check")))

(defrule stop_marking
    (Stage (value "MARKING"))
    ?junction <- (Junction (visited "now"))
    =>
    (modify ?junction (visited "yes")))

(defrule start_checking
    ?stage <- (Stage (value "MARKING"))
    =>
    (modify ?stage (value "CHECKING"))
    (printout nil "CHECKING" crlf))

(defrule checking
    ?stage <- (Stage (value "CHECKING"))
    (Junction (visited "check") (basePoint ?basePoint))
    (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelName ?labelName) (labelId ?labelId))
    (Junction (basePoint ?p2) (visited "yes"))
    (not (EdgeLabel (p1 ?p2) (p2 ?basePoint) (labelName ?labelName)))
    =>
    (modify ?stage (value "REMOVE_LABEL"))
    (printout nil "REMOVE_LABEL" crlf)
    (assert (Illegal (basePoint ?basePoint) (labelId ?labelId))))

(defrule remove_label_3j
    ?stage <- (Stage (value "REMOVE_LABEL"))
    ?illegal <- (Illegal (basePoint ?basePoint) (labelId ?labelId))
    (Junction (type "3j") (basePoint ?basePoint) (p1 ?p1) (p2 ?p2) (p3 ?p3))
    ?edgeLabel1 <- (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelId ?labelId))
    ?edgeLabel2 <- (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelId ?labelId))
    ?edgeLabel3 <- (EdgeLabel (p1 ?basePoint) (p2 ?p3) (labelId ?labelId))
    =>
    (modify ?stage (value "CHECKING"))
    (printout nil "CHECKING" crlf)
    (retract ?illegal)
    (retract ?edgeLabel1)
    (retract ?edgeLabel2)
    (retract ?edgeLabel3))

(defrule remove_edge_2j
    ?stage <- (Stage (value "REMOVE_LABEL"))
    ?illegal <- (Illegal (basePoint ?basePoint) (labelId ?labelId))
    (Junction (type "2j") (basePoint ?basePoint) (p1 ?p1) (p2 ?p2))
    ?edgeLabel1 <- (EdgeLabel (p1 ?basePoint) (p2 ?p1) (labelId ?labelId))
    ?edgeLabel2 <- (EdgeLabel (p1 ?basePoint) (p2 ?p2) (labelId ?labelId))
    =>
    (modify ?stage (value "CHECKING"))
    (printout nil "CHECKING" crlf)
    (retract ?illegal)
    (retract ?edgeLabel1)
    (retract ?edgeLabel2))

(defrule checking2
    (Stage (value "CHECKING"))
    ?junction <- (Junction (visited "check"))
    =>
    (modify ?junction (visited "yes")))

(defrule stop_checking
    ?stage <- (Stage (value "CHECKING"))
    =>
    (modify ?stage (value "LABELING"))
    (printout nil "LABELING" crlf))

(defrule done_labeling
    ?stage <- (Stage (value "LABELING"))
    =>
    (modify ?stage (value "PRINTING"))
    (printout nil "PRINTING" crlf))

(defrule done
    (Stage (value "PRINTING"))
    =>
    (printout nil "FINISHED" crlf))
