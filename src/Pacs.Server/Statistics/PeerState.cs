namespace Pacs.Server.Statistics;

/// <summary>The associations of one calling AE title.</summary>
internal sealed record PeerState(string AeTitle, long Active, long Total);
