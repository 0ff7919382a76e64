using System.Globalization;

namespace Pacs.Network.Pdus;

/// <summary>A-ASSOCIATE-RJ (PS3.8 §9.3.4). What a reason means depends on the source.</summary>
public sealed record AssociateReject(RejectResult Result, RejectSource Source, byte Reason)
{
    public static AssociateReject NoReasonGiven { get; } = new(RejectResult.Permanent, RejectSource.ServiceUser, 1);

    public static AssociateReject ApplicationContextNotSupported { get; } =
        new(RejectResult.Permanent, RejectSource.ServiceUser, 2);

    public static AssociateReject CallingAeTitleNotRecognized { get; } =
        new(RejectResult.Permanent, RejectSource.ServiceUser, 3);

    public static AssociateReject CalledAeTitleNotRecognized { get; } =
        new(RejectResult.Permanent, RejectSource.ServiceUser, 7);

    public static AssociateReject ProtocolVersionNotSupported { get; } =
        new(RejectResult.Permanent, RejectSource.ServiceProviderAcse, 2);

    public static AssociateReject TemporaryCongestion { get; } =
        new(RejectResult.Transient, RejectSource.ServiceProviderPresentation, 1);

    public static AssociateReject LocalLimitExceeded { get; } =
        new(RejectResult.Transient, RejectSource.ServiceProviderPresentation, 2);

    /// <summary>The words of PS3.8 Table 9-21.</summary>
    public override string ToString() => $"{ResultWords}, {SourceWords}: {ReasonWords}";

    private string ResultWords => Result switch
    {
        RejectResult.Permanent => "rejected-permanent",
        RejectResult.Transient => "rejected-transient",
        _ => Number((byte)Result),
    };

    private string SourceWords => Source switch
    {
        RejectSource.ServiceUser => "DICOM UL service-user",
        RejectSource.ServiceProviderAcse => "DICOM UL service-provider (ACSE related function)",
        RejectSource.ServiceProviderPresentation => "DICOM UL service-provider (Presentation related function)",
        _ => Number((byte)Source),
    };

    private string ReasonWords => (Source, Reason) switch
    {
        (RejectSource.ServiceUser, 1) => "no-reason-given",
        (RejectSource.ServiceUser, 2) => "application-context-name-not-supported",
        (RejectSource.ServiceUser, 3) => "calling-AE-title-not-recognized",
        (RejectSource.ServiceUser, 7) => "called-AE-title-not-recognized",
        (RejectSource.ServiceProviderAcse, 1) => "no-reason-given",
        (RejectSource.ServiceProviderAcse, 2) => "protocol-version-not-supported",
        (RejectSource.ServiceProviderPresentation, 1) => "temporary-congestion",
        (RejectSource.ServiceProviderPresentation, 2) => "local-limit-exceeded",
        _ => Number(Reason),
    };

    private static string Number(byte value) => value.ToString(CultureInfo.InvariantCulture);
}
