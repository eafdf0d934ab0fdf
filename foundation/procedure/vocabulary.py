"""The words of triage. Codes are stable: add, never rename."""

from enum import StrEnum


class Relationship(StrEnum):
    """Who the person is to the child (CA 1989 s.26(3), (3B), (3C) and s.24D give the kinds that count)."""

    CHILD = "child"
    PARENT = "parent"
    STEP_PARENT = "step_parent"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    OTHER_RELATIVE = "other_relative"
    ADOPTIVE_PARENT = "adoptive_parent"
    PROSPECTIVE_ADOPTER = "prospective_adopter"
    ADOPTED_PERSON = "adopted_person"
    BIRTH_RELATIVE = "birth_relative"
    SPECIAL_GUARDIAN = "special_guardian"
    FOSTER_CARER = "foster_carer"
    CARE_LEAVER = "care_leaver"
    FORMER_LOOKED_AFTER_ADULT = "former_looked_after_adult"
    ADVOCATE = "advocate"
    COUNCILLOR_OR_MP = "councillor_or_mp"
    PROFESSIONAL = "professional"
    NEIGHBOUR = "neighbour"
    OTHER = "other"


class Subject(StrEnum):
    """What it is about, by the part of the service that answers for it."""

    ASSESSMENT_S17 = "assessment_s17"
    FAMILY_SUPPORT_S17 = "family_support_s17"
    SHORT_BREAKS_S17 = "short_breaks_s17"
    DISABILITY_SUPPORT = "disability_support"
    HOUSING_SUPPORT = "housing_support"
    COMMUNICATION = "communication"
    STAFF_CONDUCT = "staff_conduct"
    INFORMATION_SHARING = "information_sharing"
    CHANGE_OF_WORKER = "change_of_worker"
    S17_OTHER = "s17_other"
    PLACEMENT_DECISION = "placement_decision"
    PLACEMENT_MOVE = "placement_move"
    CARE_PLANNING = "care_planning"
    FAMILY_TIME_ARRANGEMENTS = "family_time_arrangements"
    SUPPORT_FOR_FOSTER_PLACEMENT = "support_for_foster_placement"
    LIFE_STORY = "life_story"
    HEALTH_OR_SCHOOLING_IN_CARE = "health_or_schooling_in_care"
    ABUSE_IN_CARE = "abuse_in_care"
    LOOKED_AFTER_REVIEW = "looked_after_review"
    LEAVING_CARE_SUPPORT = "leaving_care_support"
    PATHWAY_PLAN = "pathway_plan"
    SETTING_UP_HOME_ALLOWANCE = "setting_up_home_allowance"
    ADOPTION_SUPPORT = "adoption_support"
    SPECIAL_GUARDIANSHIP_SUPPORT = "special_guardianship_support"
    ADOPTION_PROCESS = "adoption_process"
    REFERRAL_NOT_ACTED_ON = "referral_not_acted_on"
    S47_ENQUIRY_CONDUCT = "s47_enquiry_conduct"
    CORE_GROUP = "core_group"
    CP_CONFERENCE_OUTCOME = "cp_conference_outcome"
    CP_CONFERENCE_PROCESS = "cp_conference_process"
    EHC_PLAN_DELAY = "ehc_plan_delay"
    EHC_PLAN_CONTENT = "ehc_plan_content"
    SCHOOL_TRANSPORT = "school_transport"
    SCHOOL_ADMISSION = "school_admission"
    SCHOOL_INTERNAL = "school_internal"
    EARLY_HELP_GROUP = "early_help_group"
    EARLY_HELP_OTHER = "early_help_other"
    FOSTER_CARER_APPROVAL = "foster_carer_approval"
    ADOPTER_APPROVAL = "adopter_approval"
    DATA_PROTECTION = "data_protection"
    SUBJECT_ACCESS = "subject_access"
    FREEDOM_OF_INFORMATION = "freedom_of_information"
    INSURANCE_CLAIM = "insurance_claim"
    STAFF_GRIEVANCE = "staff_grievance"
    COURT_EVIDENCE = "court_evidence"
    COURT_REPORT = "court_report"
    COMPLIMENT = "compliment"
    SUGGESTION = "suggestion"
    SERVICE_REQUEST = "service_request"
    OTHER = "other"


class ChildStatus(StrEnum):
    """How the child is known to children's services."""

    CHILD_IN_NEED = "child_in_need"
    CHILD_PROTECTION_PLAN = "child_protection_plan"
    LOOKED_AFTER = "looked_after"
    FORMERLY_LOOKED_AFTER = "formerly_looked_after"
    CARE_LEAVER = "care_leaver"
    ADOPTED = "adopted"
    SPECIAL_GUARDIANSHIP = "special_guardianship"
    EARLY_HELP = "early_help"
    NOT_OPEN_TO_SOCIAL_CARE = "not_open_to_social_care"
    NOT_KNOWN = "not_known"


class AgeBand(StrEnum):
    """How old the person is who complains."""

    UNDER_13 = "under_13"
    FROM_13_TO_17 = "13_17"
    FROM_18_TO_25 = "18_25"
    ADULT = "adult"


class ReceivedHow(StrEnum):
    """How it reached the council."""

    WEB_FORM = "web_form"
    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    IN_PERSON = "in_person"
    VIA_STAFF = "via_staff"
    SURVEY_FREE_TEXT = "survey_free_text"
    REFERRED_BACK_BY_OMBUDSMAN = "referred_back_by_ombudsman"


class OtherBody(StrEnum):
    """Who acted, where it was no council. A council stands by its own code."""

    SCHOOL = "school"
    HEALTH = "health"
    POLICE = "police"
    OTHER_BODY = "other_body"


class Part(StrEnum):
    """The parts of the service: the columns of the table of who may complain about what."""

    CHILD_IN_NEED = "child_in_need"
    LOOKED_AFTER = "looked_after"
    LEAVING_CARE = "leaving_care"
    ADOPTION_AND_SPECIAL_GUARDIANSHIP = "adoption_and_special_guardianship"
    PROTECTION = "protection"
    CHILD_PROTECTION_CONFERENCE = "child_protection_conference"
    SEND_AND_TRANSPORT = "send_and_transport"
    STAFF_CONDUCT = "staff_conduct"


class Standing(StrEnum):
    """The rows of the same table: as whom a person complains."""

    CHILD_PARENT_OR_RESPONSIBLE = "child_parent_or_responsible"
    FOSTER_CARER = "foster_carer"
    CARE_LEAVER = "care_leaver"
    ADOPTION_OR_SPECIAL_GUARDIANSHIP = "adoption_or_special_guardianship"
    RELATIVE = "relative"
    PUBLIC = "public"


class Cell(StrEnum):
    """What the table says where row and column meet."""

    STATUTORY = "S"
    IN_CARE_THEN = "T"  # statutory for the time in care, if it is in time (SI 2006/1738 reg. 9)
    PERSON_DECIDES = "?"  # is the interest in the child's welfare enough? (CA 1989 s.26(3)(e))
    CORPORATE = "C"
    DOES_NOT_FIT = "-"
    OTHER_ROUTE = "O"


class Procedure(StrEnum):
    """Under which procedure an item is dealt with; praise and ideas have none."""

    STATUTORY = "statutory"
    CORPORATE = "corporate"
    OUT_OF_SCOPE = "out_of_scope"
    SAFEGUARDING_FIRST = "safeguarding_first"


class Reason(StrEnum):
    """Why a procedure was proposed, in the order in which the steps may find it."""

    HARM_RISK = "harm_risk"
    COMPLIMENT = "compliment"
    SERVICE_REQUEST = "service_request"
    SCHOOL = "school"
    OTHER_AUTHORITY = "other_authority"
    OTHER_BODY = "other_body"
    TRIBUNAL_APPEAL = "tribunal_appeal"
    DATA_PROTECTION = "data_protection"
    FOI_OR_SAR = "foi_or_sar"
    INSURANCE_CLAIM = "insurance_claim"
    STAFF_GRIEVANCE = "staff_grievance"
    FOSTER_APPROVAL = "foster_approval"
    CP_CONFERENCE = "cp_conference"
    COURT_SAME_MATTER = "court_same_matter"
    EXHAUSTED = "exhausted"
    STAGE2_REQUEST = "stage2_request"
    STAGE3_REQUEST = "stage3_request"
    LATE_REQUEST_NEEDS_DECISION = "late_request_needs_decision"
    SUFFICIENT_INTEREST_NEEDED = "sufficient_interest_needed"
    LATE_NEEDS_DECISION = "late_needs_decision"
    DOUBT_STATUTORY = "doubt_statutory"
    STATUTORY_ELIGIBLE = "statutory_eligible"
    CORPORATE_DEFAULT = "corporate_default"
    CALENDAR_ENDED = "calendar_ended"  # of cases alone: the table of bank holidays ends before the deadline


class Flag(StrEnum):
    """What a person should see beside the procedure. `harm_words` holds the words found, the others are true."""

    PERSON_DECIDES = "person_decides"
    OFFER_ADVOCATE = "offer_advocate"
    CONSIDER_FREEZE = "consider_freeze"
    HISTORIC = "historic"
    MIXED = "mixed"  # set by a person who splits a complaint into points
    PREMATURE = "premature"
    HARM_WORDS = "harm_words"
    SCREEN_FAILED = "screen_failed"
    ALLEGATION_AGAINST_WORKER = "allegation_against_worker"


class Due(StrEnum):
    """What is due."""

    SAFEGUARDING_CHECK = "safeguarding_check"
    ALLEGATION_REFERRAL = "allegation_referral"
    ACKNOWLEDGEMENT = "acknowledgement"
    DECISION = "decision"
    STAGE_1_ANSWER = "stage_1_answer"
    STAGE_2_REQUEST = "stage_2_request"
    STAGE_2_ACKNOWLEDGEMENT = "stage_2_acknowledgement"
    STAGE_2_ANSWER = "stage_2_answer"
    STAGE_2_ANSWER_FROM_STATEMENT = "stage_2_answer_from_statement"
    STAGE_3_REQUEST = "stage_3_request"
    STAGE_3_ACKNOWLEDGEMENT = "stage_3_acknowledgement"
    PANEL_CHAIR = "panel_chair"
    PANEL_PAPERS = "panel_papers"
    PANEL_MEETING = "panel_meeting"
    PANEL_REPORT = "panel_report"
    PANEL_RESPONSE = "panel_response"
    DATA_PROTECTION_ACKNOWLEDGEMENT = "data_protection_acknowledgement"


class Clock(StrEnum):
    """The clocks of a rule set. Each has one length; two may be due for the same thing under different procedures."""

    SAFEGUARDING_CHECK = "safeguarding_check"
    ALLEGATION_REFERRAL = "allegation_referral"
    STATUTORY_STAGE_1_ANSWER = "statutory_stage_1_answer"
    STATUTORY_STAGE_2_REQUEST = "statutory_stage_2_request"
    STATUTORY_STAGE_2_ANSWER = "statutory_stage_2_answer"
    STATUTORY_STAGE_2_ANSWER_FROM_STATEMENT = "statutory_stage_2_answer_from_statement"
    STATUTORY_STAGE_3_REQUEST = "statutory_stage_3_request"
    STAGE_3_ACKNOWLEDGEMENT = "stage_3_acknowledgement"
    PANEL_CHAIR = "panel_chair"
    PANEL_PAPERS = "panel_papers"
    PANEL_MEETING = "panel_meeting"
    PANEL_REPORT = "panel_report"
    PANEL_RESPONSE = "panel_response"
    CORPORATE_ACKNOWLEDGEMENT = "corporate_acknowledgement"
    CORPORATE_STAGE_1_ANSWER = "corporate_stage_1_answer"
    CORPORATE_STAGE_2_REQUEST = "corporate_stage_2_request"
    CORPORATE_STAGE_2_ACKNOWLEDGEMENT = "corporate_stage_2_acknowledgement"
    CORPORATE_STAGE_2_ANSWER = "corporate_stage_2_answer"
    DATA_PROTECTION_ACKNOWLEDGEMENT = "data_protection_acknowledgement"
