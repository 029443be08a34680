"""Which lane each operation of the API has: under overload `bulk` gives way first, then `live`, and `crisis` last."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from gateway.domain.openapi import METHODS, Document

LANE_FIELD = "x-lane"  # of an OpenAPI operation


class RequestLane(StrEnum):
    """How urgent a request is, from what waits longest to what waits least."""

    BULK = "bulk"
    LIVE = "live"
    CRISIS = "crisis"


class NoLane(ValueError):
    """An operation has no lane: its id needs a place in `LANES`."""


_CRISIS = """
beginSignIn finishSignIn listSignInIssuers createDevToken getSession deleteSession getMe createStreamTicket openStream
listIncidents declareIncident getIncident activateIncident monitorIncident addIncidentNote assignIncidentRoles
changeIncidentSeverity standDownIncident addIncidentStep assignIncidentStep completeIncidentStep addIncidentUpdate
listProposedIncidents getProposedIncident confirmProposedIncident dismissProposedIncident
getCompanyStatus listSignals listStories getStory listPlaybooks getPlaybook getCrisisPolicy listOnCall
getSpread getIncidentSpread listFittingPlaybooks changeIncidentPlaybook
listNotices getNoticeLink answerNoticeLink listPages acknowledgePage declinePage
listIncidentCallouts createCallout getCallout listCalloutAsks listAsks answerCallout listPlaces leavePlace
listIncidentStatements createIncidentStatement approveIncidentStatement publishIncidentStatement
listStoryAnswers createStoryAnswer getStoryAnswer putStoryAnswer previewStoryAnswer submitStoryAnswer
approveStoryAnswer rejectStoryAnswer startStoryAnswer pauseStoryAnswer resumeStoryAnswer stopStoryAnswer
previewStoryAnswerUndo undoStoryAnswer
listConversationReplies createReply getReply approveReply rejectReply markReplySent retryReply withdrawReply
listWaitingApprovals countWaitingApprovals decideApprovals claimApproval releaseApproval
"""
"""What a crisis is seen, declared, answered and led by, and how people get in to do so."""

_LIVE = """
postEvents listEvents postWebhook checkWebhook
listConversations getConversation listConversationMessages reopenConversation resolveConversation
overrideConversationTriage getContact eraseContact
listFittingCards getCard createCard putCard publishCard retireCard voteOnCard
listTasks getTask explainTask assignTask completeTask releaseTask transferTask createInvitation answerInvitation
listOffers acceptOffer declineOffer listQueues getQueue putQueue getQueueStatus
getEmployee putEmployee putEmployeePresence putEmployeeShifts listEmployeeCertificates issueEmployeeCertificate
revokeEmployeeCertificate getEmployeeLearning getAvailability putAvailability getStaffing getLiveResponseTime
getCertificate putCertificate getCourse putCourse createCourseAttempt completeCourseLesson createCourseSession
getCourseSession recordCourseAttendance signOffFromCourseSession signUpForCourseSession getCourseVersion
getGuideline putGuideline getGuidelineVersion checkText getGuidelineReading answerGuidelineReading
createReadingCampaign getReadingCampaign closeReadingCampaign decideReadingException
getSlaPolicy putSlaPolicy getTriageRules putTriageRules putWorkflow getCurrentWorkflow getWorkflow
getIncidentReview putIncidentReview closeIncidentReview createIncidentThanks putCrisisPolicy putPlaybook
getNoticePlan putNoticePlan listRotations getRotation putRotation deleteRotation joinRotation leaveRotation
createOverride deleteOverride listShifts createSwap acceptSwap declineSwap withdrawSwap
listEscalationWebhooks getEscalationWebhook putEscalationWebhook deleteEscalationWebhook
listIncidentRules getIncidentRule putIncidentRule deleteIncidentRule
listMaintenanceWindows getMaintenanceWindow putMaintenanceWindow deleteMaintenanceWindow
createDrill getDrill cancelDrill createDrillKey getSandboxClock advanceSandboxClock
createBrand getBrand updateBrand createAdministrator getBrandQuota putBrandQuota getBrandFeatures putBrandFeatures
createPerson getPerson updatePerson createKey listKeys revokeKey listChannels
createIntegration getIntegration updateIntegration disableIntegration rotateIntegrationSecret
createWebhookEndpoint getWebhookEndpoint changeWebhookEndpoint deleteWebhookEndpoint getWebhookDelivery
redeliverWebhook rotateWebhookSecret testWebhookEndpoint
"""
"""What platforms bring in, and what people and programs do all day."""

_BULK = """
beginImport addImportItems finishImport getImport listImports importCertificates importEmployees createCourseEnrolments
exportAuditTrail verifyAuditTrail listAuditRecords listAuditEntries getLedger
listDeadLetters getDeadLetter replayDeadLetter listUnreadablePayloads getUnreadablePayload replayUnreadablePayload
listWebhookEndpoints listWebhookDeliveries redeliverWebhooks listIntegrations getIntegrationStats
listMeasures getMeasure getAttribution getOverviewReport getForecast getServiceRecord getCoverage getEngagementBoard
getResponseTime getResponseTimePicture listRuleEvaluations explainSignals
listPeople listEmployees listBrands listDrills listCards listCertificates listCourses listCourseEnrolments
listCourseSessions listCourseVersions listGuidelineVersions listGuidelineChanges previewGuideline listReadingCampaigns
listReadingPeople listStoryAnswerRecipients listWorkflows
"""
"""What reads or writes much at once, and what nobody waits for in this minute."""

LANES: Final[Mapping[RequestLane, frozenset[str]]] = {
    RequestLane.CRISIS: frozenset(_CRISIS.split()),
    RequestLane.LIVE: frozenset(_LIVE.split()),
    RequestLane.BULK: frozenset(_BULK.split()),
}
"""The one declaration: operation ids by lane."""

HOLD_NO_PLACE: Final[Mapping[str, str]] = {
    "openStream": "is open for hours and mostly waits; it has a limit by caller and one on its queue",
}
"""Operations that are never shed and take no place of the others, each with its reason."""

BATCH_MEDIA_TYPE = "application/cloudevents-batch+json"
SINGLE_BYTES = 16_384  # a posted event with its longest text is below; what is longer is a batch


def lane_of(operation: str) -> RequestLane:
    """The lane of an operation by its id; raises NoLane."""
    for lane, operations in LANES.items():
        if operation in operations:
            return lane
    raise NoLane(operation)


def lane_of_post(media_type: str, declared_bytes: int | None) -> RequestLane:
    """The lane of posted events, told by the head alone: batches are `bulk`.

    `declared_bytes` is the length that the head declares, None where it does not.
    """
    single = media_type != BATCH_MEDIA_TYPE and declared_bytes is not None and declared_bytes <= SINGLE_BYTES
    return RequestLane.LIVE if single else RequestLane.BULK


def mark_lanes(document: Document) -> None:
    """Put the lane of each operation into the document; raises NoLane naming one that was not declared."""
    for item in document["paths"].values():
        for method in METHODS:
            if method in item:
                item[method][LANE_FIELD] = str(lane_of(item[method]["operationId"]))
