namespace Pacs.Imaging.Workers;

internal enum CodecTask : byte
{
    Decode,
    Encode,

    /// <summary>So that samples come back a little different, in fewer bytes.</summary>
    EncodeWithLoss,
}
