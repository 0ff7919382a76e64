namespace Pacs.Imaging.Tests;

internal enum DecodeVerdict
{
    /// <summary>Every sample is what another decoder says.</summary>
    Exact,

    /// <summary>Decoders of lossy compression may round otherwise.</summary>
    WithinOne,

    /// <summary>No other decoder here reads it.</summary>
    Alone,

    Different,

    /// <summary>With a reason.</summary>
    Refused,
}
