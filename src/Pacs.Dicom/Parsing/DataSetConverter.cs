using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Parsing;

/// <summary>
/// Re-encodes data sets from one native transfer syntax (implicit, explicit, big endian, deflated) to another as they
/// are read, in constant memory whatever the size of the pixel data. Every element is kept but group lengths; what
/// implicit VR does not tell of private and unknown elements becomes UN (PS3.5 §6.2.2); sequences get undefined
/// lengths, so that nothing must be known before it is written; odd values are padded.
/// </summary>
public static class DataSetConverter
{
    /// <summary>
    /// The data set that is read from <paramref name="source"/>, in the encoding <paramref name="to"/>. Reading throws
    /// <see cref="DicomFormatException"/> when the source is malformed, truncated or encapsulated.
    /// </summary>
    /// <param name="source">A data set from its first byte to its last; disposed with the stream returned.</param>
    /// <param name="from">How the source is encoded.</param>
    /// <param name="to">How it shall be encoded.</param>
    /// <exception cref="ArgumentException">One of the syntaxes is not native.</exception>
    public static Stream OpenRead(Stream source, TransferSyntax from, TransferSyntax to)
    {
        if (from.IsEncapsulated) throw new ArgumentException($"{from} is not a native transfer syntax.", nameof(from));
        if (to.IsEncapsulated) throw new ArgumentException($"{to} is not a native transfer syntax.", nameof(to));
        return new ConvertingStream(source, from, to);
    }
}
