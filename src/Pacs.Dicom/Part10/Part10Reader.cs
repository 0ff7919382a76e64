using System.Buffers;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Part10;

/// <summary>
/// Finds the data set in a DICOM file (PS3.10 §7): after a preamble and meta information, after meta information alone,
/// or bare; meta information in implicit VR, with a wrong group length or without its transfer syntax is read too.
/// </summary>
public static class Part10Reader
{
    private const int FirstRead = 8 << 10;
    private const int LargestRead = 2 << 20;
    private const string Endless = "The file meta information has no end.";

    /// <param name="file">A whole file.</param>
    /// <exception cref="DicomFormatException">There is no data set in it.</exception>
    public static Part10Content Read(ReadOnlySequence<byte> file) => TryRead(file, isWhole: true) ??
        throw new DicomFormatException(Endless);

    /// <inheritdoc cref="Read(ReadOnlySequence{byte})"/>
    public static Part10Content Read(ReadOnlyMemory<byte> file) => Read(new ReadOnlySequence<byte>(file));

    /// <summary>Reads from the beginning of a seekable stream and leaves it where the data set begins.</summary>
    /// <exception cref="DicomFormatException">There is no data set in it.</exception>
    public static async Task<Part10Content> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var bytes = new byte[FirstRead];
        var filled = 0;
        while (true)
        {
            var count = await file.ReadAtLeastAsync(
                bytes.AsMemory(filled), bytes.Length - filled, throwOnEndOfStream: false, cancellationToken);
            filled += count;
            var isWhole = filled < bytes.Length;
            if (TryRead(new ReadOnlySequence<byte>(bytes, 0, filled), isWhole) is { } content)
            {
                file.Position = content.DataSetOffset;
                return content;
            }

            if (bytes.Length >= LargestRead) throw new DicomFormatException(Endless);
            Array.Resize(ref bytes, bytes.Length * 4);
        }
    }

    /// <summary>Null when more of the file is needed, which it never is when this is the whole of it.</summary>
    /// <param name="file">The file's beginning.</param>
    /// <param name="isWhole">True when nothing comes after it.</param>
    /// <exception cref="DicomFormatException">There is no data set in it.</exception>
    public static Part10Content? TryRead(ReadOnlySequence<byte> file, bool isWhole)
    {
        if (!isWhole && file.Length < FirstRead) return null; // too little to tell a bare data set from a preamble

        var start = FileMetaInformation.HasPrefix(file) ? FileMetaInformation.PrefixSize : 0;
        var rest = file.Slice(start);
        if (!MetaGroup.IsNext(rest)) return new Part10Content(null, Guess(rest), start);

        var status = MetaGroup.Read(rest, isWhole, out var group, out var length);
        if (status == OperationStatus.NeedMoreData) return null;
        if (status == OperationStatus.InvalidData || group is null)
        {
            throw new DicomFormatException("The file meta information is malformed.");
        }

        var syntax = FileMetaInformation.SyntaxOf(group);
        if (syntax is null && !isWhole && length == rest.Length) return null;

        syntax ??= Guess(rest.Slice(length));
        return new Part10Content(FileMetaInformation.Of(group, syntax), syntax, start + length);
    }

    private static TransferSyntax Guess(ReadOnlySequence<byte> data) => SyntaxGuess.Of(data) ??
        throw new DicomFormatException("Neither file meta information nor a data set begins here.");
}
