using System.Collections.Frozen;
using System.Net;
using Pacs.Dicom.Dictionary;
using Pacs.Network.Associations;
using Pacs.Network.Pdus;
using Pacs.Server.Hosting;
using Pacs.Server.Peers;

namespace Pacs.Server.Dimse;

/// <summary>Who gets an association, for which services, and how many of them at once.</summary>
internal sealed class AssociationAdmission
{
    private readonly PeerDirectory _peers;
    private readonly LimitOptions _limits;
    private readonly AcceptancePolicy _policy;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string AeTitle, IPAddress Address), int> _perPeer = [];
    private int _total;

    public AssociationAdmission(PeerDirectory peers, PacsOptions options)
    {
        _peers = peers;
        _limits = options.Limits;
        Options = new AssociationOptions
        {
            ArtimTimeout = _limits.AssociationRequest,
            IdleTimeout = _limits.AssociationIdle,
            MaxAssociateLength = (uint)_limits.AssociationRequestBytes,
            MaxPduLength = (uint)_limits.PduBytes,
            MaxCommandSetLength = _limits.CommandSetBytes,
            MaxIdentifierLength = _limits.IdentifierBytes,
        };
        _policy = new AcceptancePolicy
        {
            // Where any caller is welcome, so is any name it calls us by: what default tools send is ANY-SCP.
            CalledAeTitles = peers.ServesAnyone ? [] : [options.AeTitle, .. options.AeTitles],
            OperationsWindow = new(_limits.OperationsPerAssociation, _limits.OperationsPerAssociation),
            Services = Services(QueryRetrieveModels.Find.Keys, ServicePolicy.Query with { SupportedExtensions = QueryExtensions.Find })
                .Concat(Services(QueryRetrieveModels.Move.Keys, ServicePolicy.Query with { SupportedExtensions = QueryExtensions.Retrieve }))
                .Concat(Services(QueryRetrieveModels.Get.Keys, ServicePolicy.Query with { SupportedExtensions = QueryExtensions.Retrieve }))
                .Concat(Services([SopClasses.Verification], ServicePolicy.Query))
                .ToFrozenDictionary(),
            Storage = ServicePolicy.Storage,
            Permit = (request, abstractSyntax) => IsPermitted(request.CallingAeTitle, abstractSyntax),
        };
    }

    public AssociationOptions Options { get; }

    /// <summary>The policy for one connection. Disposing it gives back the place that its association took, if it took one.</summary>
    public Place PlaceFor(IPAddress address) => new(this, address);

    private static IEnumerable<KeyValuePair<string, ServicePolicy>> Services(IEnumerable<string> sopClasses, ServicePolicy policy) =>
        sopClasses.Select(uid => KeyValuePair.Create(uid, policy));

    private bool IsPermitted(string callingAeTitle, string abstractSyntax)
    {
        var services = _peers.ServicesOf(callingAeTitle) ?? PeerServices.None;
        if (abstractSyntax == SopClasses.Verification) return true;
        if (QueryRetrieveModels.Find.ContainsKey(abstractSyntax)) return services.HasFlag(PeerServices.Find);

        // To receive its own C-GET a peer proposes storage; what it may then send is decided at the C-STORE.
        return QueryRetrieveModels.Move.ContainsKey(abstractSyntax) || QueryRetrieveModels.Get.ContainsKey(abstractSyntax)
            ? services.HasFlag(PeerServices.Retrieve)
            : (services & (PeerServices.Store | PeerServices.Retrieve)) != 0;
    }

    /// <summary>The place of one connection among the associations.</summary>
    internal sealed class Place(AssociationAdmission admission, IPAddress address) : IDisposable
    {
        private (string AeTitle, IPAddress Address)? _taken;

        public AcceptancePolicy Policy => admission._policy with { Admit = Take };

        public void Dispose()
        {
            if (_taken is not { } peer) return;

            lock (admission._lock)
            {
                admission._total--;
                if (--admission._perPeer[peer] == 0) admission._perPeer.Remove(peer);
            }
        }

        private AssociateReject? Take(AssociateRequest request)
        {
            if (admission._peers.ServicesOf(request.CallingAeTitle) is null) return AssociateReject.CallingAeTitleNotRecognized;

            var peer = (request.CallingAeTitle, address);
            lock (admission._lock)
            {
                var ofPeer = admission._perPeer.GetValueOrDefault(peer);
                if (admission._total >= admission._limits.Associations || ofPeer >= admission._limits.AssociationsPerPeer)
                {
                    return AssociateReject.LocalLimitExceeded;
                }

                admission._total++;
                admission._perPeer[peer] = ofPeer + 1;
                _taken = peer;
                return null;
            }
        }
    }
}
