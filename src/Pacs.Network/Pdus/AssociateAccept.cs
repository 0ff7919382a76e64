namespace Pacs.Network.Pdus;

/// <summary>
/// A-ASSOCIATE-AC (PS3.8 §9.3.3): the answer to each proposed context, in the order they were proposed.
/// </summary>
public sealed record AssociateAccept
{
    public ushort ProtocolVersion { get; init; } = 1;

    /// <summary>Repeats the request; a receiver does not test it.</summary>
    public required string CalledAeTitle { get; init; }

    /// <summary>Repeats the request; a receiver does not test it.</summary>
    public required string CallingAeTitle { get; init; }

    public string ApplicationContext { get; init; } = AssociateRequest.DicomApplicationContext;

    public IReadOnlyList<AnsweredContext> Contexts { get; init; } = [];

    public UserInformation UserInformation { get; init; } = new();
}
