using Pacs.Network.Messages;

namespace Pacs.Server.Cli;

/// <summary>A status in the standard's words, and what the peer says about it.</summary>
internal static class StatusText
{
    public static string Of(DimseStatus status, string? errorComment) =>
        string.IsNullOrWhiteSpace(errorComment) ? $"{status}" : $"{status}: {errorComment.Trim()}";
}
