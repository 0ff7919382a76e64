namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>The second bytes of the markers that are told apart here (ITU-T T.81 Table B.1, T.87 Table C.1).</summary>
internal static class JpegMarker
{
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte HuffmanTables = 0xC4;
    public const byte QuantizationTables = 0xDB;
    public const byte RestartInterval = 0xDD;
    public const byte FirstRestart = 0xD0;
    public const byte LastRestart = 0xD7;
    public const byte Jfif = 0xE0;
    public const byte Adobe = 0xEE;

    public const byte Baseline = 0xC0;
    public const byte Extended = 0xC1;
    public const byte Lossless = 0xC3;
    public const byte JpegLs = 0xF7;

    /// <summary>True for the beginnings of frames of all processes; JPG (C8) is reserved, DHT and DAC are tables.</summary>
    public static bool IsStartOfFrame(byte marker) => marker is JpegLs or (>= 0xC0 and <= 0xCF and not (HuffmanTables or 0xC8 or 0xCC));

    public static string ProcessOf(byte marker) => marker switch
    {
        Baseline => "baseline",
        Extended => "extended sequential",
        0xC2 => "progressive",
        Lossless => "lossless",
        JpegLs => "JPEG-LS",
        >= 0xC9 => "arithmetically coded",
        _ => "hierarchical",
    };
}
