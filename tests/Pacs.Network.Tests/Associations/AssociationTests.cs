using System.Buffers;
using Pacs.Dicom.DataSets;
using Pacs.Network.Associations;
using Pacs.Network.Messages;

namespace Pacs.Network.Tests.Associations;

public sealed class AssociationTests
{
    private static readonly Tag PatientName = new(0x0010, 0x0010);

    [Fact]
    public async Task Answers_an_echo_and_is_released()
    {
        var (requestor, acceptor) = await Talk.AssociateAsync(Talk.Verification);
        var serving = ServeAsync(acceptor, request => request.RespondAsync(DimseStatus.Success, Talk.Soon));

        var operation = await requestor.SendAsync(requestor.Contexts[0], Echo, Talk.Soon);
        var response = await operation.ReadFinalResponseAsync(Talk.Soon);
        await requestor.ReleaseAsync(Talk.Soon);
        await requestor.DisposeAsync();

        Assert.Equal(DimseStatus.Success, response.Status);
        Assert.Equal(1, await serving);
    }

    [Theory]
    [InlineData(0, 256u * 1024)]
    [InlineData(1, 256u * 1024)]
    [InlineData(5_000, 256u * 1024)]
    [InlineData(3_000_000, 256u * 1024)]
    [InlineData(300_000, 16_384u)]
    [InlineData(3_000, 100u)]
    [InlineData(300, 13u)]
    [InlineData(300, 8u)]
    [InlineData(0, 8u)]
    [Trait("Conformance", "5")]
    [Trait("Conformance", "6")]
    public async Task Carries_a_data_set_unchanged_within_the_peers_limit(int length, uint maxPduLength)
    {
        var sent = RandomBytes(length);
        var (requestor, acceptor) = await Talk.AssociateAsync(
            Talk.Request(Talk.CtStorage), Talk.Archive, Talk.Options, Talk.Options with
            {
                MaxPduLength = maxPduLength,
            });
        byte[] received = [];
        var serving = ServeAsync(acceptor, async request =>
        {
            received = await ReadAsync(request.DataSet);
            await request.RespondAsync(DimseStatus.Success, Talk.Soon);
        });

        foreach (var stream in new Stream[] { new MemoryStream(sent), new UnmeasuredStream(sent) })
        {
            received = [];
            var operation = await requestor.SendAsync(requestor.Contexts[0], Store("1.2.3"), stream, Talk.Soon);
            var response = Assert.IsType<CStoreResponse>((await operation.ReadFinalResponseAsync(Talk.Soon)).Command);

            Assert.Equal(DimseStatus.Success, response.Status);
            Assert.Equal("1.2.3", response.AffectedSopInstanceUid);
            Assert.Equal(sent, received);
        }

        await requestor.ReleaseAsync(Talk.Soon);
        await serving;
    }

    [Fact]
    public async Task Skips_a_data_set_that_is_not_read()
    {
        var (requestor, acceptor) = await Talk.AssociateAsync(Talk.CtStorage);
        var serving = ServeAsync(acceptor, async request =>
        {
            if (request.Command.MessageId == 2)
            {
                await foreach (var fragment in request.DataSet) break;
            }

            await request.RespondAsync(DimseStatus.DataSetMismatch, Talk.Soon);
        });

        for (var i = 0; i < 3; i++)
        {
            var operation = await requestor.SendAsync(
                requestor.Contexts[0], Store("1.2.3"), new MemoryStream(new byte[500_000]), Talk.Soon);
            Assert.Equal(DimseStatus.DataSetMismatch, (await operation.ReadFinalResponseAsync(Talk.Soon)).Status);
        }

        await requestor.ReleaseAsync(Talk.Soon);
        Assert.Equal(3, await serving);
    }

    [Fact]
    [Trait("Conformance", "53")]
    public async Task Sees_a_cancel_while_a_find_is_being_answered()
    {
        var (requestor, acceptor) = await Talk.AssociateAsync(Talk.StudyRootFind);
        var serving = ServeAsync(acceptor, async request =>
        {
            var identifier = await request.ReadDataSetAsync(Talk.Soon);
            while (!request.Cancelled.IsCancellationRequested)
            {
                await request.RespondAsync(request.Command.Respond(DimseStatus.Pending), identifier, Talk.Soon);
            }

            await request.RespondAsync(DimseStatus.Cancel, Talk.Soon);
        });

        var keys = new DataSet();
        keys.Set(PatientName, Vr.PN, "A^B");
        var find = new CFindRequest { AffectedSopClassUid = Talk.StudyRootFind };
        var operation = await requestor.SendAsync(requestor.Contexts[0], find, keys, Talk.Soon);
        List<DimseResponse> responses = [];
        await foreach (var response in operation.ReadResponsesAsync(Talk.Soon))
        {
            responses.Add(response);
            if (responses.Count == 3) await operation.CancelAsync(Talk.Soon);
        }

        Assert.Equal("A^B", responses[0].ReadDataSet()?.GetString(PatientName));
        Assert.Equal(DimseStatus.Cancel, responses[^1].Status);
        Assert.Null(responses[^1].Bytes);
        await requestor.ReleaseAsync(Talk.Soon);
        await serving;
    }

    [Fact]
    [Trait("Conformance", "12")]
    public async Task Gives_a_peer_its_time_to_answer_from_when_it_has_the_whole_request()
    {
        var time = new ManualClock();
        var patient = Talk.Options with { TimeProvider = time, IdleTimeout = TimeSpan.FromSeconds(10) };
        var (requestor, acceptor) = await Talk.AssociateAsync(Talk.Request(Talk.CtStorage), Talk.Archive, patient, Talk.Options);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var serving = ServeAsync(acceptor, async request =>
        {
            await answer.Task;
            await request.RespondAsync(DimseStatus.Success, Talk.Soon);
        });

        var dataSet = new WaitingStream(new byte[1000]);
        var sending = requestor.SendAsync(requestor.Contexts[0], Store("1.2.3"), dataSet, Talk.Soon);
        await dataSet.Asked.WaitAsync(Talk.Soon);
        time.Advance(TimeSpan.FromSeconds(11)); // longer than the patience, but the peer has nothing to say yet
        time.Advance(TimeSpan.FromSeconds(5));
        dataSet.GoOn();
        await using var operation = await sending;
        time.Advance(TimeSpan.FromSeconds(6)); // at which the patience before would be over a second time
        answer.SetResult();

        Assert.Equal(DimseStatus.Success, (await operation.ReadFinalResponseAsync(Talk.Soon)).Status);
        await requestor.ReleaseAsync(Talk.Soon);
        await serving;
    }

    private static CEchoRequest Echo => new() { AffectedSopClassUid = Talk.Verification };

    private static CStoreRequest Store(string instance) =>
        new() { AffectedSopClassUid = Talk.CtStorage, AffectedSopInstanceUid = instance };

    private static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static async Task<int> ServeAsync(Association association, Func<DimseRequest, ValueTask> answer)
    {
        await using (association)
        {
            var count = 0;
            await foreach (var request in association.ReadRequestsAsync(Talk.Soon))
            {
                await answer(request);
                count++;
            }

            return count;
        }
    }

    private static async Task<byte[]> ReadAsync(IAsyncEnumerable<ReadOnlySequence<byte>> fragments)
    {
        var bytes = new ArrayBufferWriter<byte>();
        await foreach (var fragment in fragments) bytes.Write(fragment.ToArray());
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Bytes that are not there until it goes on.</summary>
    private sealed class WaitingStream(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void GoOn() => _goOn.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            await _goOn.Task.WaitAsync(cancellationToken);
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
