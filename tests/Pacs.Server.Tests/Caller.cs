using System.Buffers;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Network.Client;
using Pacs.Network.Messages;

namespace Pacs.Server.Tests;

/// <summary>What a scanner or workstation asks of the archive.</summary>
internal static class Caller
{
    public static ScuOptions Options { get; } = new() { CallingAeTitle = "STATION" };

    public static async Task<IReadOnlyList<StoreResult>> StoreAsync(this PeerAddress archive, params TestImage[] images)
    {
        await using var scu = new StoreScu(archive, images.Select(image => image.Proposal), Options);
        var results = new List<StoreResult>();
        foreach (var image in images)
        {
            results.Add(await scu.StoreAsync(image.Request, image.Syntax, new MemoryStream(image.Bytes), Patience.Soon));
        }

        await scu.ReleaseAsync(Patience.Soon);
        return results;
    }

    /// <summary>All that the archive reports, the final response last.</summary>
    public static async Task<IReadOnlyList<RetrieveProgress>> MoveAsync(this PeerAddress archive, DataSet identifier, string destination)
    {
        await using var scu = await MoveScu.ConnectAsync(
            archive, SopClasses.StudyRootQueryRetrieveInformationModelMove, Options, Patience.Soon);
        var progress = new List<RetrieveProgress>();
        await foreach (var step in scu.MoveAsync(destination, identifier, Patience.Soon)) progress.Add(step);
        await scu.ReleaseAsync(Patience.Soon);
        return progress;
    }

    /// <summary>What came, and the final response.</summary>
    public static async Task<(IReadOnlyList<Received> Instances, RetrieveProgress Final)> GetAsync(
        this PeerAddress archive, DataSet identifier, string[] sopClasses, params TransferSyntax[] syntaxes)
    {
        IReadOnlyList<string> offered = [.. syntaxes.Select(syntax => syntax.Uid)];
        await using var scu = await GetScu.ConnectAsync(
            archive,
            SopClasses.StudyRootQueryRetrieveInformationModelGet,
            [.. sopClasses.Select(sopClass => (sopClass, offered))],
            Options,
            Patience.Soon);
        var instances = new List<Received>();
        RetrieveProgress? final = null;
        await foreach (var step in scu.GetAsync(
            identifier,
            async (request, cancellationToken) =>
            {
                var bytes = new ArrayBufferWriter<byte>();
                await foreach (var fragment in request.DataSet.WithCancellation(cancellationToken)) bytes.Write(fragment.ToArray());
                instances.Add(new Received((CStoreRequest)request.Command, request.TransferSyntax, bytes.WrittenSpan.ToArray()));
                return DimseStatus.Success;
            },
            Patience.Soon))
        {
            final = step;
        }

        await scu.ReleaseAsync(Patience.Soon);
        return (instances, Assert.IsType<RetrieveProgress>(final));
    }

    public static DataSet Study(string studyInstanceUid) => Keys("STUDY", (Tags.StudyInstanceUID, studyInstanceUid));

    public static DataSet Keys(string level, params ReadOnlySpan<(Tag Tag, string Value)> keys)
    {
        var identifier = new DataSet();
        identifier.Set(Tags.QueryRetrieveLevel, level);
        foreach (var (tag, value) in keys) identifier.Set(tag, value);
        return identifier;
    }
}
