using System.Buffers;
using System.Security.Cryptography;

namespace Pacs.Server.DicomWeb.Multipart;

/// <summary>What separates the parts of a multipart body (RFC 2046 §5.1.1).</summary>
internal static class MultipartBoundary
{
    public const int MaxLength = 70;

    private const int RandomBytes = 20;

    // bchars, and what else is seen: the space may stand within, not at the end.
    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? !#$%&*<>@[]^`{|}~;");

    /// <summary>
    /// One that needs no quotes. 160 random bits, drawn after what it separates was written: it does not occur there, by chance
    /// or by design.
    /// </summary>
    public static string New() => $"pacs-{RandomNumberGenerator.GetHexString(RandomBytes * 2, lowercase: true)}";

    /// <summary>Why this cannot be one, or null.</summary>
    public static string? FlawOf(string? boundary) => boundary switch
    {
        null => "The Content-Type names no boundary.",
        "" => "The boundary is empty.",
        { Length: > MaxLength } => $"The boundary has {boundary.Length} characters; {MaxLength} are allowed (RFC 2046 §5.1.1).",
        _ when boundary.AsSpan().ContainsAnyExcept(Characters) => "The boundary has characters that none may have (RFC 2046 §5.1.1).",
        _ => null,
    };
}
