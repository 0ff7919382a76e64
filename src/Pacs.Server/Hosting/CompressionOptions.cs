using System.ComponentModel.DataAnnotations;
using Pacs.Archive.Ingest;
using Pacs.Server.Peers;
using Pacs.Server.Transcoding;

namespace Pacs.Server.Hosting;

/// <summary>Incoming images that are to be stored compressed, without loss.</summary>
internal sealed class CompressionOptions
{
    private const int LongestCode = 16; // PS3.5 §6.2, CS

    /// <summary>htj2k, htj2k-rpcl or jpeg-ls.</summary>
    [Required]
    public string Syntax { get; set; } = "";

    /// <summary>Such as CT; none: any.</summary>
    public IList<string> Modalities { get; } = [];

    /// <summary>AE titles of senders; none: any.</summary>
    public IList<string> Sources { get; } = [];

    /// <summary>The smallest that is worth it.</summary>
    [Range(0, long.MaxValue)]
    public long AtLeastBytes { get; set; }

    /// <summary>What is wrong with it, in words for the administrator; null when nothing is.</summary>
    public string? FindFlaw()
    {
        if (SyntaxNames.Parse(Syntax) is not { } syntax || !CompressionRule.Syntaxes.Contains(syntax))
        {
            return $"'{Syntax}' is none of the syntaxes that instances are compressed to as they come: htj2k, htj2k-rpcl and jpeg-ls";
        }

        if (Sources.FirstOrDefault(source => !PeerOptions.IsAeTitle(source)) is { } title) return $"'{title}' is no AE title";
        return Modalities.FirstOrDefault(modality => !IsCode(modality)) is { } other
            ? $"'{other}' is no modality: capital letters, digits, underscores and spaces, at most {LongestCode}"
            : null;
    }

    /// <summary>Of one without a flaw.</summary>
    public CompressionRule ToRule() => new()
    {
        Syntax = SyntaxNames.Parse(Syntax) ?? throw new InvalidOperationException($"'{Syntax}' is no transfer syntax."),
        Modalities = [.. Modalities],
        Sources = [.. Sources.Select(source => source.Trim())],
        AtLeastBytes = AtLeastBytes,
    };

    private static bool IsCode(string text) =>
        text.Length is > 0 and <= LongestCode && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '_' or ' ');
}
