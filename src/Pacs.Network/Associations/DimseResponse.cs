using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Network.Messages;

namespace Pacs.Network.Associations;

/// <summary>
/// An answer of the peer. Its data set, if it has one, is an identifier or a list of attributes: it is here whole.
/// </summary>
public sealed record DimseResponse(ResponseCommand Command, TransferSyntax TransferSyntax, ReadOnlyMemory<byte>? Bytes)
{
    /// <summary>Deflated, it may become a thousand times what came.</summary>
    private static readonly ParsingBounds Bounds = ParsingBounds.Header with { StopAt = null };

    public DimseStatus Status => Command.Status;

    /// <summary>The data set, parsed at each call; null when there is none.</summary>
    /// <exception cref="DicomFormatException">It is malformed.</exception>
    public DataSet? ReadDataSet() => Bytes is { } bytes ? DataSetParser.ParseAll(bytes, TransferSyntax, Bounds) : null;
}
