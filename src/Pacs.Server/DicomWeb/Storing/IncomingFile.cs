using System.Buffers;
using System.Runtime.CompilerServices;
using Pacs.Dicom;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>A DICOM file that is still coming: what it is, once its beginning is here, and its data set as it stands there.</summary>
internal sealed class IncomingFile
{
    /// <summary>The UIDs stand in the first few hundred bytes of a data set; what has longer elements before them is identified by its meta information.</summary>
    private const int MaxStart = 4 << 20;

    private readonly IAsyncEnumerator<ReadOnlySequence<byte>> _pieces;
    private readonly ReadOnlySequence<byte> _begun;

    private IncomingFile(IAsyncEnumerator<ReadOnlySequence<byte>> pieces, ReadOnlySequence<byte> begun, Part10Content content)
    {
        _pieces = pieces;
        _begun = begun;
        TransferSyntax = content.TransferSyntax;
    }

    public TransferSyntax TransferSyntax { get; }

    /// <summary>The data set's own; null when neither it nor the meta information says.</summary>
    public string? SopClassUid { get; private init; }

    public string? SopInstanceUid { get; private init; }

    /// <param name="pieces">The file, in pieces each valid until the next is asked for.</param>
    /// <param name="cancellationToken">Stops waiting for them.</param>
    /// <exception cref="DicomFormatException">There is no data set in it.</exception>
    public static async Task<IncomingFile> OpenAsync(IAsyncEnumerator<ReadOnlySequence<byte>> pieces, CancellationToken cancellationToken)
    {
        var gathered = new ArrayBufferWriter<byte>(1);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isWhole = !await pieces.MoveNextAsync();
            ReadOnlySequence<byte> start;
            if (gathered.WrittenCount == 0 && !isWhole)
            {
                start = pieces.Current; // as a rule everything is in the first piece, and nothing is copied
            }
            else
            {
                if (!isWhole) Gather(gathered, pieces.Current);
                start = new ReadOnlySequence<byte>(gathered.WrittenMemory);
            }

            if (Identify(pieces, start, isWhole || start.Length > MaxStart) is { } file) return file;
            if (gathered.WrittenCount == 0) Gather(gathered, start);
        }
    }

    /// <summary>The encoded data set, every byte of it as it came. To be enumerated once.</summary>
    public async IAsyncEnumerable<ReadOnlySequence<byte>> ReadDataSetAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_begun.IsEmpty) yield return _begun;
        while (await _pieces.MoveNextAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return _pieces.Current;
        }
    }

    private static IncomingFile? Identify(IAsyncEnumerator<ReadOnlySequence<byte>> pieces, ReadOnlySequence<byte> start, bool isEnough)
    {
        if (Part10Reader.TryRead(start, isEnough) is not { } content) return null;

        var dataSet = start.Slice(content.DataSetOffset);
        var identity = InstanceIdentity.Find(dataSet, content.TransferSyntax);
        if (identity is null && !isEnough) return null;

        var meta = content.MetaInformation;
        return new IncomingFile(pieces, dataSet, content)
        {
            SopClassUid = identity?.GetString(Tags.SOPClassUID) ?? NotEmpty(meta?.MediaStorageSopClassUid),
            SopInstanceUid = identity?.GetString(Tags.SOPInstanceUID) ?? NotEmpty(meta?.MediaStorageSopInstanceUid),
        };
    }

    private static void Gather(ArrayBufferWriter<byte> gathered, ReadOnlySequence<byte> piece)
    {
        foreach (var block in piece) gathered.Write(block.Span);
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
