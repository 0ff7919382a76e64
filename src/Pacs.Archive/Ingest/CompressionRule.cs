using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;

namespace Pacs.Archive.Ingest;

/// <summary>Which incoming images are to be stored compressed, without loss. All that is said of them must be so.</summary>
public sealed record CompressionRule
{
    /// <summary>What may be written: every sample comes back.</summary>
    public static IReadOnlyList<TransferSyntax> Syntaxes { get; } =
    [
        TransferSyntax.Of(TransferSyntaxUids.HTJ2KLossless),
        TransferSyntax.Of(TransferSyntaxUids.HTJ2KLosslessRPCL),
        TransferSyntax.Of(TransferSyntaxUids.JPEGLSLossless),
    ];

    /// <summary>One of <see cref="Syntaxes"/>.</summary>
    public required TransferSyntax Syntax { get; init; }

    /// <summary>Modality (0008,0060); none: any.</summary>
    public IReadOnlyCollection<string> Modalities { get; init; } = [];

    /// <summary>AE titles of the sender; none: any.</summary>
    public IReadOnlyCollection<string> Sources { get; init; } = [];

    /// <summary>Bytes of the instance as it comes.</summary>
    public long AtLeastBytes { get; init; }

    internal bool Covers(InstanceArrival arrival, DataSet header, long length) =>
        length >= AtLeastBytes &&
        (Sources.Count == 0 || Sources.Contains(arrival.Source)) &&
        (Modalities.Count == 0 || Modalities.Contains(header.GetString(Tags.Modality)));
}
