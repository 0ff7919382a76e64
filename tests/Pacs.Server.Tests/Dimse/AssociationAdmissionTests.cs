using System.Net;
using Pacs.Dicom.Dictionary;
using Pacs.Network.Pdus;
using Pacs.Server.Dimse;
using Pacs.Server.Hosting;
using Pacs.Server.Peers;

namespace Pacs.Server.Tests.Dimse;

public sealed class AssociationAdmissionTests
{
    private static readonly IPAddress Here = IPAddress.Loopback;
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.7");

    /// <summary>What a peer may do, a SOP class, whether it may propose that.</summary>
    public static TheoryData<string, string, bool> Permissions
    {
        get
        {
            var permissions = new TheoryData<string, string, bool>();
            foreach (var services in new[] { PeerServices.None, PeerServices.Store, PeerServices.Find, PeerServices.Retrieve, PeerServices.All })
            {
                var text = services.ToString();
                permissions.Add(text, SopClasses.Verification, true);
                permissions.Add(text, SopClasses.CTImageStorage, services is PeerServices.Store or PeerServices.Retrieve or PeerServices.All);
                permissions.Add(text, "1.2.3.4", services is PeerServices.Store or PeerServices.Retrieve or PeerServices.All);
                foreach (var find in QueryRetrieveModels.Find.Keys) permissions.Add(text, find, services.HasFlag(PeerServices.Find));
                foreach (var move in QueryRetrieveModels.Move.Keys) permissions.Add(text, move, services.HasFlag(PeerServices.Retrieve));
                foreach (var get in QueryRetrieveModels.Get.Keys) permissions.Add(text, get, services.HasFlag(PeerServices.Retrieve));
            }

            return permissions;
        }
    }

    [Fact]
    public void Admits_no_more_than_the_limit_in_all_and_again_when_one_has_ended()
    {
        var admission = Admission(new() { Limits = new() { Associations = 2 } });
        using var first = admission.PlaceFor(Here);
        var second = admission.PlaceFor(There);
        Assert.Null(Ask(first, "A"));
        Assert.Null(Ask(second, "B"));
        using var third = admission.PlaceFor(There);

        Assert.Equal(AssociateReject.LocalLimitExceeded, Ask(third, "C"));

        second.Dispose();
        Assert.Null(Ask(third, "C"));
    }

    [Fact]
    public void Admits_no_more_than_the_limit_of_one_peer_at_one_address()
    {
        var admission = Admission(new() { Limits = new() { AssociationsPerPeer = 1 } });
        var first = admission.PlaceFor(Here);
        Assert.Null(Ask(first, "A"));

        using var second = admission.PlaceFor(Here);
        Assert.Equal(AssociateReject.LocalLimitExceeded, Ask(second, "A"));
        using var otherTitle = admission.PlaceFor(Here);
        Assert.Null(Ask(otherTitle, "B"));
        using var otherAddress = admission.PlaceFor(There);
        Assert.Null(Ask(otherAddress, "A"));

        first.Dispose();
        Assert.Null(Ask(second, "A"));
    }

    [Fact]
    [Trait("Conformance", "11")]
    public void Takes_no_place_for_a_connection_that_was_not_admitted()
    {
        var admission = Admission(new() { Limits = new() { Associations = 1 }, Peers = { new() { AeTitle = "A", Host = "a" } } });
        for (var i = 0; i < 10; i++)
        {
            using var silent = admission.PlaceFor(Here);
            using var stranger = admission.PlaceFor(Here);
            Assert.Equal(AssociateReject.CallingAeTitleNotRecognized, Ask(stranger, "X"));
        }

        using var known = admission.PlaceFor(Here);
        Assert.Null(Ask(known, "A"));
    }

    [Fact]
    public void Asks_for_its_own_title_once_it_knows_its_peers()
    {
        Assert.Empty(Admission(new()).PlaceFor(Here).Policy.CalledAeTitles);
        Assert.Equal(["PACS"], Admission(new() { Peers = { new() { AeTitle = "A", Host = "a" } } }).PlaceFor(Here).Policy.CalledAeTitles);
    }

    [Fact]
    public void Answers_to_each_of_its_titles()
    {
        var options = new PacsOptions { AeTitles = { "OLD_PACS", "MR_STORE" }, Peers = { new() { AeTitle = "A", Host = "a" } } };

        Assert.Equal(["PACS", "OLD_PACS", "MR_STORE"], Admission(options).PlaceFor(Here).Policy.CalledAeTitles);
    }

    [Fact]
    public void Bounds_what_an_association_may_cost_as_configured()
    {
        var admission = Admission(new()
        {
            Limits = new()
            {
                AssociationRequestBytes = 5000,
                PduBytes = 6000,
                CommandSetBytes = 7000,
                IdentifierBytes = 70_000,
                AssociationRequest = TimeSpan.FromSeconds(8),
                AssociationIdle = TimeSpan.FromSeconds(9),
            },
        });

        Assert.Equal(
            (5000u, 6000u, 7000, 70_000, 8, 9),
            (admission.Options.MaxAssociateLength, admission.Options.MaxPduLength, admission.Options.MaxCommandSetLength,
                admission.Options.MaxIdentifierLength, admission.Options.ArtimTimeout.Seconds, admission.Options.IdleTimeout.Seconds));
    }

    [Theory]
    [MemberData(nameof(Permissions))]
    public void Permits_what_a_peer_may_do(string services, string sopClass, bool isPermitted)
    {
        var peer = new PeerOptions { AeTitle = "A", Host = "a", Services = Enum.Parse<PeerServices>(services) };
        using var place = Admission(new() { Peers = { peer } }).PlaceFor(Here);

        Assert.Equal(isPermitted, place.Policy.Permit?.Invoke(Request("A"), sopClass));
        Assert.NotNull(place.Policy.Find(sopClass));
    }

    private static AssociationAdmission Admission(PacsOptions options) => new(new PeerDirectory(options), options);

    private static AssociateReject? Ask(AssociationAdmission.Place place, string title) => place.Policy.Admit?.Invoke(Request(title));

    private static AssociateRequest Request(string title) => new() { CallingAeTitle = title, CalledAeTitle = "PACS" };
}
