"""What a client has to ask for again after a mutation, and why its payload cannot lead there."""

LEFT_OUT = {
    "uploadAttachment": "it comes with a file, over HTTP; no list and no other node shows what is new"
}

MANY = "so many change at once as there are rows; the payload counts them, or holds the list to ask for again"
OTHER_END = "the other end of what has changed, one list for each of many contacts"
MOVED = "a node that moves between two lists; both lengths come, and the node says where it stands now"
NUMBERS = "which number was taken last is shown only where number series are set up"

OF_INTERACTIONS = (
    "Interaction.availableActions Interaction.canceledAt Interaction.canceledBy Interaction.revision Interaction.status"
    " Contact.lastInteractionAt Contact.statistics InteractionGroup.statistics"
)
"""What canceling or restoring many entries changes."""
OF_CAMPAIGN_ENTRY = f"{OF_INTERACTIONS} InteractionTemplate.statistics"

TO_ASK_AGAIN: dict[str, dict[str, str]] = {
    "addMailingGroupContactsFromSegment": {"Contact.mailingGroups": OTHER_END},
    "addIndustryGroupContacts": {"Contact.industryGroups": OTHER_END},  # people have those of their company
    "addSegmentContactsByCriteria": {"Contact.segments": OTHER_END},
    "cancelCampaignEntries": {OF_CAMPAIGN_ENTRY: MANY},
    "cancelCampaignEntry": {OF_CAMPAIGN_ENTRY: MANY},
    "cancelSegment": {OF_INTERACTIONS: MANY},
    "createCampaign": {"NumberSeries.lastValue": NUMBERS},
    "createContact": {"NumberSeries.lastValue": NUMBERS},
    "createFollowUpSegment": {"NumberSeries.lastValue": NUMBERS},
    "createSegment": {"Contact.segments": OTHER_END, "NumberSeries.lastValue": NUMBERS},
    "deleteCampaignEntries": {"Interaction.availableActions Interaction.campaignEntry": MANY},
    "deleteCampaignEntry": {"Interaction.availableActions Interaction.campaignEntry": MANY},
    "deleteMailingGroup": {"Contact.mailingGroups": OTHER_END},
    "deleteSegment": {"Contact.segments": OTHER_END},
    "logSegment": {
        "Contact.interactions Contact.lastInteractionAt Contact.statistics Contact.timeline": MANY,
        "InteractionGroup.interactions InteractionGroup.statistics Query.interactions": MANY,
        "SegmentLine.availableActions SegmentLine.interaction SegmentLine.occurredAt": MANY,
        "Contact.segments": OTHER_END,
        "NumberSeries.lastValue": NUMBERS,
    },
    "mergeContacts": {"Interaction.contact Interaction.revision": MANY},
    "reduceSegment": {"Segment.lines": MANY, "Contact.segments": OTHER_END},
    "refineSegment": {"Segment.lines": MANY, "Contact.segments": OTHER_END},
    "removeIndustryGroupContacts": {"Contact.industryGroups": OTHER_END},
    "removeJobResponsibilityContacts": {"Contact.jobResponsibilities": OTHER_END},
    "removeMailingGroupContacts": {"Contact.mailingGroups": OTHER_END},
    "removeSegmentLines": {"Contact.segments": OTHER_END},
    "replaceSegmentLineContact": {"Contact.segments": OTHER_END},
    "restoreCampaignEntries": {OF_CAMPAIGN_ENTRY: MANY},
    "restoreCampaignEntry": {OF_CAMPAIGN_ENTRY: MANY},
    "restoreSegment": {OF_INTERACTIONS: MANY},
    "reuseLoggedSegment": {"Contact.segments": OTHER_END},
    "reuseSegmentCriteria": {"Contact.segments": OTHER_END},
    "unmarkContactsAsDistinct": {"Contact.distinctContacts": MANY},
    "undoSegmentStep": {"Contact.segments": OTHER_END},
    "updateContact": {"Contact.address Contact.revision": MANY, "Contact.people": MOVED},
    "updateInteractionTemplate": {"InteractionGroup.interactionTemplates": MOVED},
    "updateSegment": {"SegmentLine.description": MANY},
}
