namespace Pacs.Conformance.Tests.Raw;

/// <summary>Encapsulated pixel data (PS3.5 §A.4).</summary>
internal static class Encapsulated
{
    /// <summary>Behind an empty offset table one fragment, which begins and ends as a JPEG does.</summary>
    public static ReadOnlySpan<byte> OneFragment =>
    [
        0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0,
        0xFE, 0xFF, 0x00, 0xE0, 4, 0, 0, 0, 0xFF, 0xD8, 0xFF, 0xD9,
        0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0,
    ];

    /// <summary>Behind an empty offset table one fragment, of even length.</summary>
    public static byte[] Of(byte[] fragment) =>
    [
        .. OneFragment[..24], .. BitConverter.GetBytes(fragment.Length), .. fragment, .. OneFragment[^8..],
    ];
}
