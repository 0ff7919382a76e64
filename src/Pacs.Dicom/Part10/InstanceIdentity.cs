using System.Buffers;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Part10;

/// <summary>
/// What a data set is an instance of: its own SOP class and instance, which stand near its beginning. The file meta information,
/// which others have been seen to leave stale, only fills in.
/// </summary>
public static class InstanceIdentity
{
    /// <summary>What of a data set has to be read for it.</summary>
    public static ParsingBounds Bounds { get; } = new()
    {
        Wanted = [Tags.SOPClassUID, Tags.SOPInstanceUID],
        StopAt = new Tag(Tags.SOPInstanceUID.Value + 1),
    };

    /// <summary>Null when more of the data set is needed to tell.</summary>
    /// <param name="dataSet">Its beginning.</param>
    /// <param name="syntax">How it is encoded.</param>
    public static DataSet? Find(ReadOnlySequence<byte> dataSet, TransferSyntax syntax)
    {
        using var parser = new DataSetParser(syntax, Bounds);
        return parser.Parse(ref dataSet) == OperationStatus.NeedMoreData ? null : parser.DataSet;
    }
}
