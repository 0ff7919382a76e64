using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Network.Associations;
using Pacs.Network.Messages;
using Pacs.Server.Cli.Reports;

namespace Pacs.Server.Cli.Retrieving;

/// <summary>
/// Writes what a peer sends as <c>study/series/instance.dcm</c>, the data sets as they come. A file has its name only
/// when it is whole.
/// </summary>
/// <param name="folder">Where to.</param>
/// <param name="source">The AE title of the peer.</param>
/// <param name="tally">Counts them.</param>
internal sealed class ReceivedFiles(string folder, string source, Tally tally)
{
    private const int LongestUid = 64; // PS3.5 §9.1

    private static readonly SearchValues<char> UidCharacters = SearchValues.Create("0123456789.");

    private static readonly ParsingBounds Identity = new()
    {
        Wanted = [Tags.StudyInstanceUID, Tags.SeriesInstanceUID],
        StopAt = new Tag(Tags.SeriesInstanceUID.Value + 1),
    };

    private readonly ArrayBufferWriter<byte> _head = new();

    /// <summary>Instances that are files now.</summary>
    public HashSet<string> Kept { get; } = [];

    /// <summary>Instances that were not kept, though the peer sent them.</summary>
    public HashSet<string> Refused { get; } = [];

    /// <summary>Keeps the instance of a C-STORE-RQ; what the disk does not take is answered so.</summary>
    public async ValueTask<DimseStatus> ReceiveAsync(DimseRequest request, CancellationToken cancellationToken)
    {
        if (request.Command is not CStoreRequest store) return DimseStatus.UnrecognizedOperation;
        if (Kept.Contains(store.AffectedSopInstanceUid)) return DimseStatus.Success; // sent again for a context it can convert to

        var partial = Path.Combine(folder, $".{Guid.NewGuid():N}.part");
        try
        {
            var identity = await WriteAsync(partial, request, store, cancellationToken);
            var path = PathOf(folder, identity, store.AffectedSopInstanceUid);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
            File.Move(partial, path, overwrite: true);
            Kept.Add(store.AffectedSopInstanceUid);
            Refused.Remove(store.AffectedSopInstanceUid);
            tally.Count(Fate.Accepted, path);
            return DimseStatus.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refused.Add(store.AffectedSopInstanceUid);
            var reason = e.Message.Replace(partial, "the file", StringComparison.Ordinal);
            tally.Count(Fate.Refused, store.AffectedSopInstanceUid, reason);
            return DimseStatus.OutOfResources;
        }
        finally
        {
            File.Delete(partial); // there only if it did not become the file
        }
    }

    private async Task<DataSet> WriteAsync(
        string path, DimseRequest request, CStoreRequest store, CancellationToken cancellationToken)
    {
        using var parser = new DataSetParser(request.TransferSyntax, Identity);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);

        _head.ResetWrittenCount();
        new FileMetaInformation
        {
            MediaStorageSopClassUid = store.AffectedSopClassUid,
            MediaStorageSopInstanceUid = store.AffectedSopInstanceUid,
            TransferSyntax = request.TransferSyntax,
            SourceApplicationEntityTitle = source,
        }.Write(_head);
        await file.WriteAsync(_head.WrittenMemory, cancellationToken);

        var status = OperationStatus.NeedMoreData;
        await foreach (var fragment in request.DataSet.WithCancellation(cancellationToken))
        {
            foreach (var piece in fragment)
            {
                await file.WriteAsync(piece, cancellationToken);
                tally.CountBytes(piece.Length);
            }

            var unread = fragment;
            if (status == OperationStatus.NeedMoreData) status = parser.Parse(ref unread);
        }

        return parser.DataSet;
    }

    /// <summary><c>study/series/instance.dcm</c> below the folder.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="identity">The data set's UIDs, as far as it has them.</param>
    /// <param name="sopInstance">For a data set that does not name its own.</param>
    public static string PathOf(string folder, DataSet identity, string sopInstance) => Path.Combine(
        folder,
        NameOf(identity.GetString(Tags.StudyInstanceUID) ?? "unknown"),
        NameOf(identity.GetString(Tags.SeriesInstanceUID) ?? "unknown"),
        $"{NameOf(identity.GetString(Tags.SOPInstanceUID) ?? sopInstance)}.dcm");

    /// <summary>The UID; what is none becomes its hash, so that no peer's text is a path here.</summary>
    private static string NameOf(string uid) =>
        uid.Length is > 0 and <= LongestUid && !uid.AsSpan().ContainsAnyExcept(UidCharacters) && uid[0] != '.'
            ? uid
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uid)).AsSpan(0, 16));
}
