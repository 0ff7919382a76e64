using Pacs.Imaging.Codecs;

namespace Pacs.Imaging;

/// <summary>What reads and writes the pixels of a transfer syntax.</summary>
/// <param name="Decoder">Makes samples of them.</param>
internal sealed record FrameCodec(IFrameDecoder Decoder)
{
    /// <summary>Compresses so that the same samples come back; null when that cannot be.</summary>
    public IFrameEncoder? Encoder { get; init; }

    /// <summary>Compresses with loss; null when that cannot be.</summary>
    public IFrameEncoder? LossyEncoder { get; init; }

    /// <summary>The library or program without which it does nothing; null when there is none.</summary>
    public NativeCodec? Needs { get; init; }

    /// <summary>What encoding needs besides; null when nothing.</summary>
    public NativeCodec? EncoderNeeds { get; init; }

    /// <summary>True when the decoder's code is not ours: then it works in a process of its own.</summary>
    public bool IsLibrary { get; init; }

    /// <summary>The same of its encoders: what needs nothing is ours.</summary>
    public bool EncoderIsLibrary => Needs is not null || EncoderNeeds is not null;
}
