using System.Globalization;

namespace Pacs.Network.Messages;

/// <summary>
/// How an operation fares (PS3.7 Annex C, PS3.4 Tables B.2-1, C.4-1, C.4-2 and C.4-3). Some codes have one meaning for
/// one service and another for the next.
/// </summary>
public readonly record struct DimseStatus(ushort Code)
{
    public static DimseStatus Success { get; } = new(0x0000);

    /// <summary>More responses follow.</summary>
    public static DimseStatus Pending { get; } = new(0xFF00);

    /// <summary>More responses follow, and an optional key was not supported for matching (C-FIND).</summary>
    public static DimseStatus PendingWithWarning { get; } = new(0xFF01);

    public static DimseStatus Cancel { get; } = new(0xFE00);

    public static DimseStatus AttributeListError { get; } = new(0x0107);

    public static DimseStatus AttributeValueOutOfRange { get; } = new(0x0116);

    public static DimseStatus ProcessingFailure { get; } = new(0x0110);

    public static DimseStatus DuplicateSopInstance { get; } = new(0x0111);

    public static DimseStatus NoSuchSopInstance { get; } = new(0x0112);

    public static DimseStatus NoSuchEventType { get; } = new(0x0113);

    public static DimseStatus NoSuchArgument { get; } = new(0x0114);

    public static DimseStatus InvalidArgumentValue { get; } = new(0x0115);

    public static DimseStatus InvalidSopInstance { get; } = new(0x0117);

    public static DimseStatus NoSuchSopClass { get; } = new(0x0118);

    public static DimseStatus ClassInstanceConflict { get; } = new(0x0119);

    public static DimseStatus MissingAttribute { get; } = new(0x0120);

    public static DimseStatus MissingAttributeValue { get; } = new(0x0121);

    public static DimseStatus SopClassNotSupported { get; } = new(0x0122);

    public static DimseStatus NoSuchActionType { get; } = new(0x0123);

    public static DimseStatus NotAuthorized { get; } = new(0x0124);

    public static DimseStatus DuplicateInvocation { get; } = new(0x0210);

    public static DimseStatus UnrecognizedOperation { get; } = new(0x0211);

    public static DimseStatus MistypedArgument { get; } = new(0x0212);

    public static DimseStatus ResourceLimitation { get; } = new(0x0213);

    public static DimseStatus OutOfResources { get; } = new(0xA700);

    /// <summary>C-MOVE and C-GET: unable to calculate the number of matches.</summary>
    public static DimseStatus OutOfResourcesForMatches { get; } = new(0xA701);

    /// <summary>C-MOVE and C-GET: unable to perform sub-operations.</summary>
    public static DimseStatus OutOfResourcesForSubOperations { get; } = new(0xA702);

    public static DimseStatus MoveDestinationUnknown { get; } = new(0xA801);

    /// <summary>The data set, or the identifier, does not match the SOP class.</summary>
    public static DimseStatus DataSetMismatch { get; } = new(0xA900);

    /// <summary>C-MOVE and C-GET: sub-operations complete, one or more failures or warnings.</summary>
    public static DimseStatus SubOperationsWithFailures { get; } = new(0xB000);

    /// <summary>C-STORE: stored with some values coerced.</summary>
    public static DimseStatus CoercionOfDataElements { get; } = new(0xB000);

    public static DimseStatus ElementsDiscarded { get; } = new(0xB006);

    public static DimseStatus StoredButDataSetMismatch { get; } = new(0xB007);

    /// <summary>C-STORE: cannot understand. C-FIND, C-MOVE and C-GET: unable to process.</summary>
    public static DimseStatus CannotUnderstand { get; } = new(0xC000);

    public StatusClass Class => Code switch
    {
        0x0000 => StatusClass.Success,
        0xFF00 or 0xFF01 => StatusClass.Pending,
        0xFE00 => StatusClass.Cancel,
        0x0001 or 0x0107 or 0x0116 or (>= 0xB000 and <= 0xBFFF) => StatusClass.Warning,
        _ => StatusClass.Failure,
    };

    public bool IsPending => Class == StatusClass.Pending;

    /// <summary>True for a warning as well: what was asked for has been done.</summary>
    public bool IsDone => Class is StatusClass.Success or StatusClass.Warning;

    /// <summary>The standard's words, where they do not depend on the service.</summary>
    public string Name => Code switch
    {
        0x0000 => "Success",
        0x0107 => "Attribute list error",
        0x0110 => "Processing failure",
        0x0111 => "Duplicate SOP instance",
        0x0112 => "No such SOP instance",
        0x0113 => "No such event type",
        0x0114 => "No such argument",
        0x0115 => "Invalid argument value",
        0x0116 => "Attribute value out of range",
        0x0117 => "Invalid SOP instance",
        0x0118 => "No such SOP class",
        0x0119 => "Class-instance conflict",
        0x0120 => "Missing attribute",
        0x0121 => "Missing attribute value",
        0x0122 => "SOP class not supported",
        0x0123 => "No such action type",
        0x0124 => "Not authorized",
        0x0210 => "Duplicate invocation",
        0x0211 => "Unrecognized operation",
        0x0212 => "Mistyped argument",
        0x0213 => "Resource limitation",
        0xA701 => "Out of resources, unable to calculate number of matches",
        0xA702 => "Out of resources, unable to perform sub-operations",
        0xA801 => "Move destination unknown",
        0xFE00 => "Cancel",
        0xFF00 => "Pending",
        0xFF01 => "Pending, optional keys not supported",
        >= 0xA700 and <= 0xA7FF => "Out of resources",
        >= 0xA900 and <= 0xA9FF => "Data set or identifier does not match SOP class",
        >= 0xB000 and <= 0xBFFF => "Warning",
        >= 0xC000 and <= 0xCFFF => "Cannot understand or unable to process",
        _ => "Failure",
    };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Code:X4} {Name}");
}
