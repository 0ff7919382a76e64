using System.Buffers;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.Cli.Sources;

/// <summary>A file that holds an instance: what a C-STORE has to say of it, and where its data set is.</summary>
internal sealed record DicomFile(
    string Path,
    TransferSyntax TransferSyntax,
    long DataSetOffset,
    long DataSetLength,
    string SopClassUid,
    string SopInstanceUid)
{
    private const int ReadLength = 4 * 1024;

    /// <summary>
    /// Looks at the beginning of a file. The SOP class and instance are the data set's own, which is what a receiver
    /// compares with; the file meta information, which others have been seen to leave stale, only fills in.
    /// </summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static async Task<FileProbe> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        try
        {
            var content = await Part10Reader.ReadAsync(file, cancellationToken);
            var meta = content.MetaInformation;
            if (meta?.MediaStorageSopClassUid == SopClasses.MediaStorageDirectoryStorage)
            {
                return FileProbe.NotAnInstance("DICOMDIR");
            }

            var identity = await ReadIdentityAsync(file, content.TransferSyntax, cancellationToken);
            var sopClass = identity.GetString(Tags.SOPClassUID) ?? meta?.MediaStorageSopClassUid;
            var sopInstance = identity.GetString(Tags.SOPInstanceUID) ?? meta?.MediaStorageSopInstanceUid;
            if (string.IsNullOrEmpty(sopClass)) return FileProbe.NotAnInstance("no SOP Class UID");
            if (string.IsNullOrEmpty(sopInstance)) return FileProbe.NotAnInstance("no SOP Instance UID");

            var length = file.Length - content.DataSetOffset;
            return FileProbe.Of(new DicomFile(
                path, content.TransferSyntax, content.DataSetOffset, length, sopClass, sopInstance));
        }
        catch (DicomFormatException)
        {
            return FileProbe.NotAnInstance(file.Length == 0 ? "empty file" : "not a DICOM file");
        }
    }

    /// <summary>The system's reason without the name of the file: equal ones are counted together.</summary>
    public static string WhyUnreadable(string path, Exception reason) =>
        $"cannot be read: {reason.Message.Replace(path, "the file", StringComparison.Ordinal)}";

    /// <summary>The data set as it stands in the file.</summary>
    public Stream OpenDataSet()
    {
        var file = Open(Path);
        file.Position = DataSetOffset;
        return file;
    }

    private static FileStream Open(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.Read,
        Options = FileOptions.SequentialScan,
        BufferSize = 0,
    });

    /// <summary>As far as the data set can be read: what is wrong with it is for the receiver to say.</summary>
    private static async Task<DataSet> ReadIdentityAsync(
        Stream dataSet, TransferSyntax syntax, CancellationToken cancellationToken)
    {
        using var parser = new DataSetParser(syntax, InstanceIdentity.Bounds);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadLength);
        try
        {
            var status = OperationStatus.NeedMoreData;
            while (status == OperationStatus.NeedMoreData &&
                await dataSet.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                var piece = new ReadOnlySequence<byte>(buffer, 0, count);
                status = parser.Parse(ref piece);
            }

            return parser.DataSet;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
