using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;
using Pacs.Network.Tests.Associations;

namespace Pacs.Network.Tests.Client;

public sealed class ScuTests
{
    private const string MrStorage = "1.2.840.10008.5.1.4.1.1.4";
    private const string Jpeg2000 = "1.2.840.10008.1.2.4.90";

    private static readonly Tag PatientId = new(0x0010, 0x0020);
    private static readonly Tag FailedSopInstanceUidList = new(0x0008, 0x0058);
    private static readonly ScuOptions Scanner = new() { CallingAeTitle = "SCANNER" };

    [Fact]
    public async Task Echoes()
    {
        await using var archive =
            new LoopbackArchive((_, request) => request.RespondAsync(DimseStatus.Success, Talk.Soon));

        Assert.Equal(DimseStatus.Success, await EchoScu.EchoAsync(archive.Address, Scanner, Talk.Soon));
    }

    [Fact]
    [Trait("Conformance", "1")]
    public async Task Says_in_the_standards_words_why_it_was_rejected()
    {
        await using var archive =
            new LoopbackArchive((_, request) => request.RespondAsync(DimseStatus.Success, Talk.Soon));

        var rejected = await Assert.ThrowsAsync<AssociationRejectedException>(
            () => EchoScu.EchoAsync(archive.Address with { AeTitle = "SOMEBODY" }, Scanner, Talk.Soon));

        Assert.Contains("called-AE-title-not-recognized", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_nobody_answers()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        await Assert.ThrowsAsync<IOException>(
            () => EchoScu.EchoAsync(new PeerAddress("ARCHIVE", "127.0.0.1", port), Scanner, Talk.Soon));
    }

    [Fact]
    public async Task Sends_instances_in_the_encoding_they_have()
    {
        List<(string Uid, string Syntax, string Originator, ushort? MessageId, byte[] Bytes)> stored = [];
        await using var archive = new LoopbackArchive(async (_, request) =>
        {
            var store = (CStoreRequest)request.Command;
            stored.Add((
                store.AffectedSopInstanceUid,
                request.TransferSyntax.Uid,
                store.MoveOriginatorAeTitle ?? "",
                store.MoveOriginatorMessageId,
                await ReadAsync(request)));
            await request.RespondAsync(
                store.Respond(DimseStatus.CoercionOfDataElements) with { ErrorComment = "changed" }, Talk.Soon);
        });
        await using var scu = new StoreScu(
            archive.Address,
            [new(Talk.CtStorage, TransferSyntax.ExplicitVrLittleEndian), new(MrStorage, TransferSyntax.Of(Jpeg2000))],
            Scanner);

        var first = await scu.StoreAsync(
            new CStoreRequest
            {
                AffectedSopClassUid = Talk.CtStorage,
                AffectedSopInstanceUid = "1.1",
                MoveOriginatorAeTitle = "VIEWER",
                MoveOriginatorMessageId = 0,
            },
            TransferSyntax.ExplicitVrLittleEndian, new MemoryStream([1, 2, 3, 4]), Talk.Soon);
        var second = await scu.StoreAsync(
            new CStoreRequest { AffectedSopClassUid = MrStorage, AffectedSopInstanceUid = "1.2" },
            TransferSyntax.Of(Jpeg2000), new MemoryStream([5, 6]), Talk.Soon);
        var third = await scu.StoreAsync(
            new CStoreRequest { AffectedSopClassUid = MrStorage, AffectedSopInstanceUid = "1.3" },
            TransferSyntax.ExplicitVrLittleEndian, new MemoryStream([7, 8]), Talk.Soon);
        var accepted = await scu.FindAcceptedAsync(Talk.CtStorage, Talk.Soon);
        await scu.ReleaseAsync(Talk.Soon);

        Assert.Equal(new StoreResult("1.1", DimseStatus.CoercionOfDataElements, "changed"), first);
        Assert.True(second.IsStored);
        Assert.Equal(new StoreResult("1.3", null, null), third);
        Assert.Equal([Talk.ExplicitLittle, Talk.ImplicitLittle], accepted.Select(syntax => syntax.Uid));
        Assert.Equal(
            ("1.1", Talk.ExplicitLittle, "VIEWER", (ushort?)0),
            (stored[0].Uid, stored[0].Syntax, stored[0].Originator, stored[0].MessageId));
        Assert.Equal([1, 2, 3, 4], stored[0].Bytes);
        Assert.Equal(
            ("1.2", Jpeg2000, "", null), (stored[1].Uid, stored[1].Syntax, stored[1].Originator, stored[1].MessageId));
        Assert.Equal(2, stored.Count);
    }

    [Fact]
    [Trait("Conformance", "8")]
    public async Task Spreads_more_contexts_than_one_association_has_over_several()
    {
        var associations = new HashSet<Association>();
        await using var archive = new LoopbackArchive(async (association, request) =>
        {
            associations.Add(association);
            await request.RespondAsync(DimseStatus.Success, Talk.Soon);
        });
        var classes = Enumerable.Range(1, 300).Select(i => $"1.2.3.{i}").ToList();
        await using var scu = new StoreScu(
            archive.Address, classes.Select(uid => new StoreProposal(uid, TransferSyntax.Of(Jpeg2000))), Scanner);

        foreach (var uid in classes)
        {
            var request = new CStoreRequest { AffectedSopClassUid = uid, AffectedSopInstanceUid = uid };
            Assert.True(
                (
                    await scu.StoreAsync(
                        request, TransferSyntax.Of(Jpeg2000), new MemoryStream([1, 2]), Talk.Soon)).IsStored);
        }

        await scu.ReleaseAsync(Talk.Soon);
        Assert.Equal(3, associations.Count);
        Assert.All(
            associations,
            association => Assert.All(association.Request.Contexts, context => Assert.Equal(1, context.Id % 2)));
    }

    [Fact]
    [Trait("Conformance", "7")]
    public async Task Sends_on_while_answers_are_awaited_as_far_as_was_agreed()
    {
        const int Agreed = 3;
        var unanswered = new Stack<DimseRequest>();
        await using var archive = new LoopbackArchive(
            async (_, request) =>
            {
                await ReadAsync(request);
                unanswered.Push(request);
                if (unanswered.Count < Agreed) return;
                while (unanswered.TryPop(out var last)) await last.RespondAsync(DimseStatus.Success, Talk.Soon);
            },
            Talk.Archive with { OperationsWindow = new(Agreed, 1) },
            Talk.Options);
        await using var scu = new StoreScu(
            archive.Address, [new(Talk.CtStorage, TransferSyntax.ExplicitVrLittleEndian)], Scanner with { MaxInvoked = 8 });
        string[] uids = ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"];

        var results = await Task.WhenAll(uids.Select(uid => scu.StoreAsync(
            new CStoreRequest { AffectedSopClassUid = Talk.CtStorage, AffectedSopInstanceUid = uid },
            TransferSyntax.ExplicitVrLittleEndian, new MemoryStream([1, 2]), Talk.Soon)));
        await scu.ReleaseAsync(Talk.Soon);

        Assert.Equal(uids, results.Select(result => result.SopInstanceUid));
        Assert.All(results, result => Assert.True(result.IsStored));
        Assert.Equal(Agreed, scu.MaxOutstanding);
    }

    [Fact]
    public async Task Both_sides_keep_to_the_window_from_where_they_stand()
    {
        var request = Talk.Request(Talk.CtStorage) with { UserInformation = new UserInformation { AsyncOperationsWindow = new(4, 1) } };
        var (requestor, acceptor) = await Talk.AssociateAsync(
            request, Talk.Archive with { OperationsWindow = new(0, 0) }, Talk.Options, Talk.Options);
        await using (requestor)
        await using (acceptor)
        {
            Assert.Equal((4, 1), (requestor.MaxInvoked, requestor.MaxPerformed));
            Assert.Equal((1, 4), (acceptor.MaxInvoked, acceptor.MaxPerformed));
        }
    }

    [Fact]
    [Trait("Conformance", "8")]
    public async Task Refuses_to_propose_more_contexts_than_an_association_has() =>
        await Assert.ThrowsAsync<ArgumentException>(() => GetScu.ConnectAsync(
            new PeerAddress("ARCHIVE", "127.0.0.1", 104), Talk.StudyRootGet,
            [
                .. Enumerable.Range(1, GetScu.MaxStorageContexts + 1)
                    .Select(i => ($"1.2.3.{i}", (IReadOnlyList<string>)[Talk.ExplicitLittle])),
            ],
            Scanner,
            Talk.Soon));

    [Fact]
    public async Task Yields_matches_and_how_the_query_ended()
    {
        await using var archive = new LoopbackArchive(async (_, request) =>
        {
            var keys = await request.ReadDataSetAsync(Talk.Soon);
            foreach (var id in new[] { "1", "2", "3" })
            {
                keys.Set(PatientId, Vr.LO, id);
                await request.RespondAsync(request.Command.Respond(DimseStatus.Pending), keys, Talk.Soon);
            }

            await request.RespondAsync(DimseStatus.Success, Talk.Soon);
        });
        await using var scu = await FindScu.ConnectAsync(archive.Address, Talk.StudyRootFind, Scanner, Talk.Soon);

        var results = scu.Find(Keys());
        List<string?> ids = [];
        await foreach (var match in results) ids.Add(match.GetString(PatientId));
        await scu.ReleaseAsync(Talk.Soon);

        Assert.Equal(["1", "2", "3"], ids);
        Assert.Equal(DimseStatus.Success, results.FinalResponse?.Status);
    }

    [Fact]
    public async Task Cancels_the_query_of_whoever_stops_reading()
    {
        await using var archive = new LoopbackArchive(async (_, request) =>
        {
            var keys = await request.ReadDataSetAsync(Talk.Soon);
            while (!request.Cancelled.IsCancellationRequested) await request.RespondAsync(
                request.Command.Respond(DimseStatus.Pending), keys, Talk.Soon);
            await request.RespondAsync(DimseStatus.Cancel, Talk.Soon);
        });
        await using var scu = await FindScu.ConnectAsync(archive.Address, Talk.StudyRootFind, Scanner, Talk.Soon);

        for (var i = 0; i < 2; i++)
        {
            var results = scu.Find(Keys());
            await foreach (var match in results) break;
            Assert.Equal(DimseStatus.Cancel, results.FinalResponse?.Status);
        }

        await scu.ReleaseAsync(Talk.Soon);
    }

    [Fact]
    [Trait("Conformance", "15")]
    public async Task Takes_the_sub_operations_of_a_get_on_the_same_association()
    {
        var sent = new byte[200_000];
        new Random(1).NextBytes(sent);
        await using var archive = new LoopbackArchive(async (association, request) =>
        {
            var get = (CGetRequest)request.Command;
            await request.ReadDataSetAsync(Talk.Soon);
            var context = association.FindContexts(Talk.CtStorage).First(context => context.IsScu);
            for (ushort i = 1; i <= 3; i++)
            {
                var store =
                    new CStoreRequest { AffectedSopClassUid = Talk.CtStorage, AffectedSopInstanceUid = $"1.{i}" };
                var operation = await association.SendAsync(context, store, new MemoryStream(sent), Talk.Soon);
                Assert.Equal(DimseStatus.Success, (await operation.ReadFinalResponseAsync(Talk.Soon)).Status);
                var pending = get.Respond(DimseStatus.Pending) with { SubOperations = new((ushort)(3 - i), i, 0, 0) };
                await request.RespondAsync(pending, Talk.Soon);
            }

            var failed = new DataSet();
            failed.Set(FailedSopInstanceUidList, Vr.UI, "1.8", "1.9");
            await request.RespondAsync(
                get.Respond(DimseStatus.SubOperationsWithFailures) with { SubOperations = new(null, 3, 2, 0) },
                failed,
                Talk.Soon);
        });
        await using var scu = await GetScu.ConnectAsync(
            archive.Address, Talk.StudyRootGet, [(Talk.CtStorage, [Talk.ExplicitLittle])], Scanner, Talk.Soon);

        List<string> received = [];
        List<RetrieveProgress> progress = [];
        await foreach (var step in scu.GetAsync(Keys(), ReceiveAsync, Talk.Soon)) progress.Add(step);
        await scu.ReleaseAsync(Talk.Soon);

        Assert.Equal(["1.1", "1.2", "1.3"], received);
        Assert.Equal(4, progress.Count);
        Assert.Equal(new SubOperations(2, 1, 0, 0), progress[0].SubOperations);
        Assert.Equal(new SubOperations(null, 3, 2, 0), progress[^1].SubOperations);
        Assert.Equal(["1.8", "1.9"], progress[^1].FailedSopInstanceUids);

        async ValueTask<DimseStatus> ReceiveAsync(DimseRequest request, CancellationToken cancellationToken)
        {
            Assert.Equal(sent, await ReadAsync(request));
            received.Add(((CStoreRequest)request.Command).AffectedSopInstanceUid);
            return DimseStatus.Success;
        }
    }

    [Fact]
    public async Task Ends_the_association_when_what_was_received_cannot_be_kept()
    {
        await using var archive = new LoopbackArchive(async (association, request) =>
        {
            await request.ReadDataSetAsync(Talk.Soon);
            var store = new CStoreRequest { AffectedSopClassUid = Talk.CtStorage, AffectedSopInstanceUid = "1.1" };
            var operation = await association.SendAsync(
                association.FindContexts(Talk.CtStorage).First(), store, new MemoryStream([1, 2]), Talk.Soon);
            await operation.ReadFinalResponseAsync(Talk.Soon);
        });
        var scu = await GetScu.ConnectAsync(
            archive.Address, Talk.StudyRootGet, [(Talk.CtStorage, [Talk.ExplicitLittle])], Scanner, Talk.Soon);

        var aborted = await Assert.ThrowsAsync<AssociationAbortedException>(async () =>
        {
            await foreach (var step in scu.GetAsync(Keys(), KeepNothing, Talk.Soon)) Assert.Fail("nothing was kept");
        });

        Assert.Equal("disk full", aborted.InnerException?.Message);
        await Assert.ThrowsAsync<IOException>(async () => await scu.DisposeAsync());

        static ValueTask<DimseStatus> KeepNothing(DimseRequest request, CancellationToken cancellationToken) =>
            throw new IOException("disk full");
    }

    [Fact]
    public async Task Follows_a_move()
    {
        await using var archive = new LoopbackArchive(async (_, request) =>
        {
            var move = (CMoveRequest)request.Command;
            await request.RespondAsync(
                move.Respond(DimseStatus.Pending) with { SubOperations = new(1, 1, 0, 0) }, Talk.Soon);
            var status = move.MoveDestination == "VIEWER" ? DimseStatus.Success : DimseStatus.MoveDestinationUnknown;
            await request.RespondAsync(move.Respond(status) with { SubOperations = new(null, 2, 0, 0) }, Talk.Soon);
        });
        await using var scu = await MoveScu.ConnectAsync(archive.Address, Talk.StudyRootMove, Scanner, Talk.Soon);

        List<RetrieveProgress> progress = [];
        await foreach (var step in scu.MoveAsync("VIEWER", Keys(), Talk.Soon)) progress.Add(step);
        await scu.ReleaseAsync(Talk.Soon);

        Assert.Equal([DimseStatus.Pending, DimseStatus.Success], progress.Select(step => step.Status));
        Assert.Equal((ushort?)2, progress[^1].SubOperations.Completed);
    }

    [Fact]
    public async Task Says_that_the_service_is_not_offered()
    {
        var policy = Talk.Archive with { Permit = (_, abstractSyntax) => abstractSyntax != Talk.StudyRootGet };
        await using var archive = new LoopbackArchive(
            (_, request) => request.RespondAsync(DimseStatus.Success, Talk.Soon), policy, Talk.Options);

        await Assert.ThrowsAsync<ContextNotAcceptedException>(() => GetScu.ConnectAsync(
            archive.Address, Talk.StudyRootGet, [(Talk.CtStorage, [Talk.ExplicitLittle])], Scanner, Talk.Soon));
    }

    private static DataSet Keys()
    {
        var keys = new DataSet();
        keys.Set(PatientId, Vr.LO, "");
        return keys;
    }

    private static async Task<byte[]> ReadAsync(DimseRequest request)
    {
        var bytes = new ArrayBufferWriter<byte>();
        await foreach (var fragment in request.DataSet) bytes.Write(fragment.ToArray());
        return bytes.WrittenSpan.ToArray();
    }
}
