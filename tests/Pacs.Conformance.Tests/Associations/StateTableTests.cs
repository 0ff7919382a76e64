namespace Pacs.Conformance.Tests.Associations;

/// <summary>
/// The acceptor's states of PS3.8 Table 9-10 that a peer can bring about, each met by each PDU. What is expected is the
/// table's action as it shows on the line.
/// </summary>
public sealed class StateTableTests(PeeredArchive archive) : IClassFixture<PeeredArchive>
{
    private const string ByUser = "A-ABORT by the user";
    private const string ByProvider = "A-ABORT by the provider";
    private const string Closed = "closed";
    private const string Accepted = "A-ASSOCIATE-AC";
    private const string Answered = "P-DATA-TF";
    private const string Released = "A-RELEASE-RP";

    private static readonly RawContext[] Contexts =
    [
        new(1, Uids.StudyRootMove, Uids.ImplicitLittle), new(3, Uids.Verification, Uids.ImplicitLittle),
    ];

    private static readonly RawAssociate Request = new(Contexts) { Calling = PeeredArchive.Caller };

    private static readonly Dictionary<string, byte[]> Pdus = new()
    {
        ["A-ASSOCIATE-RQ"] = Request.Encode(),
        ["A-ASSOCIATE-AC"] = [RawPdu.AssociateAccept, .. Request.Encode()[1..]],
        ["A-ASSOCIATE-RJ"] = RawPdu.Encode(RawPdu.AssociateReject, [0, 1, 1, 1]),
        ["P-DATA-TF"] = RawPeer.DataPdu(3, Commands.Echo(7).Command(), isCommand: true, isLast: true),
        ["A-RELEASE-RQ"] = RawPdu.Encode(RawPdu.ReleaseRequest, new byte[4]),
        ["A-RELEASE-RP"] = RawPdu.Encode(RawPdu.ReleaseResponse, new byte[4]),
        ["A-ABORT"] = RawPdu.Encode(RawPdu.Abort, new byte[4]),
        ["an unrecognised PDU"] = RawPdu.Encode(0x42, []),
    };

    public static TheoryData<string, string> AwaitingRequest => new() // state 2
    {
        { "A-ASSOCIATE-RQ", Accepted }, // AE-6
        { "A-ASSOCIATE-AC", ByUser }, // AA-1
        { "A-ASSOCIATE-RJ", ByUser },
        { "P-DATA-TF", ByUser },
        { "A-RELEASE-RQ", ByUser },
        { "A-RELEASE-RP", ByUser },
        { "A-ABORT", Closed }, // AA-2
        { "an unrecognised PDU", ByUser },
    };

    public static TheoryData<string, string> Established => new() // state 6
    {
        { "A-ASSOCIATE-RQ", ByProvider }, // AA-8
        { "A-ASSOCIATE-AC", ByProvider },
        { "A-ASSOCIATE-RJ", ByProvider },
        { "P-DATA-TF", Answered }, // DT-2
        { "A-RELEASE-RQ", Released }, // AR-2, and AR-4 at once
        { "A-RELEASE-RP", ByProvider },
        { "A-ABORT", Closed }, // AA-3
        { "an unrecognised PDU", ByProvider },
    };

    public static TheoryData<string, string> AwaitingLastAnswers => new() // state 8
    {
        { "A-ASSOCIATE-RQ", ByProvider }, // AA-8
        { "A-ASSOCIATE-AC", ByProvider },
        { "A-ASSOCIATE-RJ", ByProvider },
        { "P-DATA-TF", ByProvider },
        { "A-RELEASE-RQ", ByProvider },
        { "A-RELEASE-RP", ByProvider },
        { "A-ABORT", Closed }, // AA-3
        { "an unrecognised PDU", ByProvider },
    };

    [Theory]
    [MemberData(nameof(AwaitingRequest))]
    public async Task Before_an_association_is_asked_for(string pdu, string expected)
    {
        await using var peer = await RawPeer.ConnectAsync(archive.Port);

        await peer.SendAsync(Pdus[pdu]);

        Assert.Equal(expected, await OutcomeAsync(peer));
    }

    [Theory]
    [MemberData(nameof(Established))]
    public async Task Within_an_association(string pdu, string expected)
    {
        await using var peer = await archive.AssociateAsync(Contexts);

        await peer.SendAsync(Pdus[pdu]);

        Assert.Equal(expected, await OutcomeAsync(peer));
    }

    [Theory]
    [MemberData(nameof(AwaitingLastAnswers))]
    public async Task While_a_release_waits_for_the_last_answers(string pdu, string expected)
    {
        var image = (await archive.StoreSeriesAsync(1))[0];
        var reached = new TaskCompletionSource();
        var held = new TaskCompletionSource();
        await using var destination = new RawDestination(archive.DestinationPort)
        {
            BeforeAnswer = () =>
            {
                reached.TrySetResult();
                return held.Task;
            },
        };
        try
        {
            await using var peer = await archive.AssociateAsync(Contexts);
            var move = Commands.Move(1, Uids.StudyRootMove, PeeredArchive.Destination);
            await peer.SendMessageAsync(1, move, Identifiers.Study(image.Study).Implicit());
            await reached.Task.WaitAsync(RawPeer.Patience);

            await peer.SendAsync(Pdus["A-RELEASE-RQ"]);
            await peer.SendAsync(Pdus[pdu]);

            Assert.Equal(expected, await OutcomeAsync(peer, skipsProgress: true));
        }
        finally
        {
            held.TrySetResult();
        }
    }

    /// <summary>State 13, after our A-RELEASE-RP: whatever still comes, the connection ends when ARTIM runs out at the latest.</summary>
    [Fact, Trait("Conformance", "12")]
    public async Task After_a_release_nothing_keeps_the_connection_open()
    {
        await Task.WhenAll(Pdus.Values.Select(async pdu =>
        {
            await using var peer = await archive.AssociateAsync(Contexts);
            Assert.Equal(RawPdu.ReleaseResponse, (await peer.ReleaseAsync())?.Type);

            await peer.SendAsync(pdu);

            Assert.All(await peer.ReadUntilClosedAsync(TimeSpan.FromSeconds(40)), late => Assert.Equal(RawPdu.Abort, late.Type));
        }));
    }

    /// <summary>What a peer sees next.</summary>
    private static async Task<string> OutcomeAsync(RawPeer peer, bool skipsProgress = false)
    {
        var pdu = await peer.ReadPduAsync();
        while (skipsProgress && pdu?.Type == RawPdu.Data) pdu = await peer.ReadPduAsync();
        switch (pdu?.Type)
        {
            case null:
                return Closed;
            case RawPdu.Abort:
                return pdu.Body[2] == 0 ? ByUser : ByProvider; // PS3.8 Table 9-26
            case RawPdu.AssociateAccept:
                return Accepted;
            case RawPdu.Data:
                return Answered;
            case RawPdu.ReleaseResponse:
                return Released;
            default:
                return $"PDU {pdu.Type}";
        }
    }
}
