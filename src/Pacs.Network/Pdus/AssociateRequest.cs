namespace Pacs.Network.Pdus;

/// <summary>A-ASSOCIATE-RQ (PS3.8 §9.3.2): who calls whom, and what they would like to do.</summary>
public sealed record AssociateRequest
{
    /// <summary>The DICOM application context, the only one there is (PS3.7 §A.2.1).</summary>
    public const string DicomApplicationContext = "1.2.840.10008.3.1.1.1";

    /// <summary>Presentation context IDs are the odd numbers of one byte (PS3.8 §9.3.2.2).</summary>
    public const int MaxContexts = 128;

    /// <summary>A bit per version; bit 0 is version 1.</summary>
    public ushort ProtocolVersion { get; init; } = 1;

    /// <summary>Without leading and trailing spaces, which are not significant (PS3.5 §6.2).</summary>
    public required string CalledAeTitle { get; init; }

    /// <summary>Without leading and trailing spaces, which are not significant (PS3.5 §6.2).</summary>
    public required string CallingAeTitle { get; init; }

    public string ApplicationContext { get; init; } = DicomApplicationContext;

    public IReadOnlyList<ProposedContext> Contexts { get; init; } = [];

    public UserInformation UserInformation { get; init; } = new();
}
