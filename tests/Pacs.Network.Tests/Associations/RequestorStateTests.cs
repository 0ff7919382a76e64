using Pacs.Network.Associations;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Network.Tests.Associations;

/// <summary>The requestor's states of PS3.8 Table 9-10, each met by each PDU.</summary>
public sealed class RequestorStateTests
{
    private const string Aborted = "aborted by the provider";
    private const string Ended = "ended without a word";
    private const string Rejected = "rejected";
    private const string Accepted = "accepted";

    private static readonly AssociateRequest Request = Talk.Request(Talk.Verification);

    private static readonly AssociateAccept Accept = new()
    {
        CalledAeTitle = "ARCHIVE",
        CallingAeTitle = "SCANNER",
        Contexts = [new AnsweredContext(1, ContextResult.Acceptance, Talk.ExplicitLittle)],
    };

    private static readonly Dictionary<string, byte[]> Pdus = new()
    {
        ["A-ASSOCIATE-RQ"] = RawPeer.Pdu(output => PduWriter.Write(Request, output)),
        ["A-ASSOCIATE-AC"] = RawPeer.Pdu(output => PduWriter.Write(Accept, output)),
        ["A-ASSOCIATE-RJ"] = RawPeer.Pdu(output => PduWriter.Write(AssociateReject.NoReasonGiven, output)),
        ["P-DATA-TF"] = RawPeer.Message(
            new CEchoRequest { MessageId = 1, AffectedSopClassUid = Talk.Verification }
                .Respond(DimseStatus.Success)),
        ["A-RELEASE-RQ"] = RawPeer.Release,
        ["A-RELEASE-RP"] = RawPeer.ReleaseResponse,
        ["A-ABORT"] = RawPeer.Abort,
        ["an unrecognised PDU"] = [0x42, 0, 0, 0, 0, 0],
    };

    private readonly PipePair _pipes = new();

    public static TheoryData<string, string> AwaitingAnswer => new() // state 5
    {
        { "A-ASSOCIATE-RQ", Aborted }, // AA-8
        { "A-ASSOCIATE-AC", Accepted }, // AE-3
        { "A-ASSOCIATE-RJ", Rejected }, // AE-4
        { "P-DATA-TF", Aborted },
        { "A-RELEASE-RQ", Aborted },
        { "A-RELEASE-RP", Aborted },
        { "A-ABORT", Ended }, // AA-3
        { "an unrecognised PDU", Aborted },
    };

    public static TheoryData<string, string> AwaitingRelease => new() // state 7
    {
        { "A-ASSOCIATE-RQ", Aborted }, // AA-8
        { "A-ASSOCIATE-AC", Aborted },
        { "A-ASSOCIATE-RJ", Aborted },
        { "P-DATA-TF", Ended }, // AR-6, then AR-3
        { "A-RELEASE-RP", Ended }, // AR-3
        { "A-ABORT", Ended }, // AA-3
        { "an unrecognised PDU", Aborted },
    };

    public static TheoryData<string, string> AwaitingReleaseAfterBothAsked => new() // state 11
    {
        { "A-ASSOCIATE-RQ", Aborted }, // AA-8
        { "A-ASSOCIATE-AC", Aborted },
        { "A-ASSOCIATE-RJ", Aborted },
        { "P-DATA-TF", Aborted },
        { "A-RELEASE-RQ", Aborted },
        { "A-RELEASE-RP", Ended }, // AR-3
        { "A-ABORT", Ended }, // AA-3
        { "an unrecognised PDU", Aborted },
    };

    [Theory]
    [MemberData(nameof(AwaitingAnswer))]
    public async Task While_the_answer_to_a_request_is_awaited(string pdu, string expected)
    {
        var peer = new RawPeer(_pipes.Acceptor);
        var requesting = Association.RequestAsync(_pipes.Requestor, Request, Talk.Options, Talk.Soon);
        Assert.Equal(PduType.AssociateRequest, (await peer.ReadAsync())?.Type);

        await peer.SendAsync(Pdus[pdu]);

        string outcome;
        try
        {
            await using var association = await requesting;
            outcome = Accepted;
        }
        catch (AssociationRejectedException)
        {
            outcome = Rejected;
        }
        catch (AssociationAbortedException)
        {
            outcome = await EndingAsync(peer);
        }

        Assert.Equal(expected, outcome);
    }

    [Theory]
    [MemberData(nameof(AwaitingRelease))]
    public async Task While_the_answer_to_a_release_is_awaited(string pdu, string expected)
    {
        var peer = new RawPeer(_pipes.Acceptor);
        var releasing = (await EstablishAsync(peer)).ReleaseAsync(Talk.Soon);
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReadAsync())?.Type);

        await peer.SendAsync(Pdus[pdu]);
        if (pdu == "P-DATA-TF") await peer.SendAsync(RawPeer.ReleaseResponse);

        Assert.Equal(expected, await EndingAsync(peer));
        await releasing;
    }

    [Theory]
    [MemberData(nameof(AwaitingReleaseAfterBothAsked))]
    public async Task When_both_have_asked_for_a_release(string pdu, string expected)
    {
        var peer = new RawPeer(_pipes.Acceptor);
        var releasing = (await EstablishAsync(peer)).ReleaseAsync(Talk.Soon);
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReadAsync())?.Type);
        await peer.SendAsync(RawPeer.Release);
        Assert.Equal(PduType.ReleaseResponse, (await peer.ReadAsync())?.Type);

        await peer.SendAsync(Pdus[pdu]);

        Assert.Equal(expected, await EndingAsync(peer));
        await releasing;
    }

    private static async Task<string> EndingAsync(RawPeer peer)
    {
        if (await peer.ReadAsync() is not { } last) return Ended;

        Assert.Equal((PduType.Abort, (byte)AbortSource.ServiceProvider), (last.Type, last.Body[2]));
        await peer.VanishAsync();
        Assert.Null(await peer.ReadAsync());
        return Aborted;
    }

    private async Task<Association> EstablishAsync(RawPeer peer)
    {
        var requesting = Association.RequestAsync(_pipes.Requestor, Request, Talk.Options, Talk.Soon);
        Assert.Equal(PduType.AssociateRequest, (await peer.ReadAsync())?.Type);
        await peer.SendAsync(Pdus["A-ASSOCIATE-AC"]);
        return await requesting;
    }
}
