namespace Pacs.Network.Messages;

/// <summary>Element numbers of group 0000 (PS3.7 Table E.1-1).</summary>
internal enum CommandElement : ushort
{
    GroupLength = 0x0000,
    AffectedSopClassUid = 0x0002,
    RequestedSopClassUid = 0x0003,
    CommandField = 0x0100,
    MessageId = 0x0110,
    MessageIdBeingRespondedTo = 0x0120,
    MoveDestination = 0x0600,
    Priority = 0x0700,
    CommandDataSetType = 0x0800,
    Status = 0x0900,
    OffendingElement = 0x0901,
    ErrorComment = 0x0902,
    AffectedSopInstanceUid = 0x1000,
    RequestedSopInstanceUid = 0x1001,
    EventTypeId = 0x1002,
    AttributeIdentifierList = 0x1005,
    ActionTypeId = 0x1008,
    NumberOfRemainingSuboperations = 0x1020,
    NumberOfCompletedSuboperations = 0x1021,
    NumberOfFailedSuboperations = 0x1022,
    NumberOfWarningSuboperations = 0x1023,
    MoveOriginatorAeTitle = 0x1030,
    MoveOriginatorMessageId = 0x1031,
}
