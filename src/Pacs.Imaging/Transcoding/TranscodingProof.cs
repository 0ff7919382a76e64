using Pacs.Dicom;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Imaging.Transcoding;

/// <summary>Shows that nothing was lost when a data set was compressed.</summary>
public static class TranscodingProof
{
    private const int BlockLength = 64 << 10;

    /// <summary>
    /// True when the compressed one, decoded, has every element of the other, in its order and with its bytes. Both are read in Implicit VR
    /// Little Endian, so that byte order, lengths of sequences and whether bytes are said to be words do not matter.
    /// </summary>
    /// <param name="original">Native.</param>
    /// <param name="compressed">Made of it.</param>
    /// <exception cref="DicomFormatException">One of them cannot be read.</exception>
    public static bool Holds(StoredDataSet original, StoredDataSet compressed)
    {
        var plain = TransferSyntax.ImplicitVrLittleEndian;
        using var was = DataSetConverter.OpenRead(original.Open(), original.Syntax, plain);
        using var now = Transcoder.OpenRead(compressed, plain, isWhole: false);
        var (one, other) = (new byte[BlockLength], new byte[BlockLength]);
        while (true)
        {
            var count = was.ReadAtLeast(one, BlockLength, throwOnEndOfStream: false);
            var same = now.ReadAtLeast(other, BlockLength, throwOnEndOfStream: false);
            if (!one.AsSpan(0, count).SequenceEqual(other.AsSpan(0, same))) return false;
            if (count < BlockLength) return true;
        }
    }
}
