using System.Buffers;
using System.Diagnostics;
using Pacs.Dicom.Dictionary;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;
using Pacs.Server.Cli.Reports;

namespace Pacs.Server.Cli.Diagnosis;

/// <summary>Asks the archive as its peers do: does it answer, does it store, find and give back.</summary>
internal sealed class RoundTrip(Findings findings, PeerAddress archive, string callingAeTitle)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ScuOptions _options = new()
    {
        CallingAeTitle = callingAeTitle,
        Association = new AssociationOptions { ArtimTimeout = Patience, IdleTimeout = Patience },
    };

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        findings.Begin($"Round trip, as {callingAeTitle} to {archive}");
        var image = TestInstance.Encode();
        var isWell = await TryAsync("C-ECHO", () => EchoAsync(cancellationToken)) &&
            await TryAsync("C-STORE of a test image", () => StoreAsync(image, cancellationToken)) &&
            await TryAsync("C-FIND of its study", () => FindAsync(cancellationToken)) &&
            await TryAsync("C-GET of the same bytes", () => GetAsync(image, cancellationToken));
        if (isWell) findings.Note($"the test image stays, once: study {TestInstance.Study}");
    }

    /// <param name="what">What is done, for the report.</param>
    /// <param name="act">Does it: null when all is well, else what is not.</param>
    private async Task<bool> TryAsync(string what, Func<Task<string?>> act)
    {
        var clock = Stopwatch.StartNew();
        string? trouble;
        try
        {
            trouble = await act();
        }
        catch (Exception failure) when (Attempt.Describe(failure) is { } message)
        {
            trouble = message;
        }

        if (trouble is null) findings.Good($"{what} in {Quantity.Precise(clock.Elapsed)}");
        else findings.Wrong($"{what}: {trouble}");
        return trouble is null;
    }

    private async Task<string?> EchoAsync(CancellationToken cancellationToken) =>
        TroubleIn(await EchoScu.EchoAsync(archive, _options, cancellationToken), null);

    private async Task<string?> StoreAsync(byte[] image, CancellationToken cancellationToken)
    {
        await using var scu = new StoreScu(archive, [new StoreProposal(TestInstance.SopClass, TestInstance.Syntax)], _options);
        var request = new CStoreRequest
        {
            AffectedSopClassUid = TestInstance.SopClass, AffectedSopInstanceUid = TestInstance.Instance,
        };
        using var body = new MemoryStream(image);
        var result = await scu.StoreAsync(request, TestInstance.Syntax, body, cancellationToken);
        await scu.ReleaseAsync(cancellationToken);
        return result.IsStored ? null : result.ToString();
    }

    private async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        await using var scu = await FindScu.ConnectAsync(
            archive, SopClasses.StudyRootQueryRetrieveInformationModelFind, _options, cancellationToken);
        var results = scu.Find(TestInstance.Identifier());
        var count = 0;
        await foreach (var answer in results.WithCancellation(cancellationToken)) count++;
        await scu.ReleaseAsync(cancellationToken);
        return results.FinalResponse is { } final && TroubleIn(final.Status, final.ErrorComment) is { } trouble ? trouble
            : count == 1 ? null
            : $"{count} studies were found";
    }

    private async Task<string?> GetAsync(byte[] image, CancellationToken cancellationToken)
    {
        await using var scu = await GetScu.ConnectAsync(
            archive,
            SopClasses.StudyRootQueryRetrieveInformationModelGet,
            [(TestInstance.SopClass, [TestInstance.Syntax.Uid])],
            _options,
            cancellationToken);
        var received = new ArrayBufferWriter<byte>();
        RetrieveProgress? last = null;
        await foreach (var progress in scu.GetAsync(TestInstance.Identifier(), ReceiveAsync, cancellationToken)) last = progress;
        await scu.ReleaseAsync(cancellationToken);
        return last is { } final && TroubleIn(final.Status, final.ErrorComment) is { } trouble ? trouble
            : received.WrittenSpan.SequenceEqual(image) ? null
            : $"{received.WrittenCount} bytes came, which are not those that were sent";

        async ValueTask<DimseStatus> ReceiveAsync(DimseRequest request, CancellationToken stop)
        {
            await foreach (var fragment in request.DataSet.WithCancellation(stop))
            {
                foreach (var piece in fragment) received.Write(piece.Span);
            }

            return DimseStatus.Success;
        }
    }

    private static string? TroubleIn(DimseStatus status, string? comment) =>
        status.Class == StatusClass.Success ? null : StatusText.Of(status, comment);
}
