using Pacs.Dicom.Dictionary;
using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>What an acceptor agrees to. Data, so that configuration can say it.</summary>
public sealed record AcceptancePolicy
{
    /// <summary>The AE titles that are answered to, compared without surrounding spaces; none means any.</summary>
    public IReadOnlyCollection<string> CalledAeTitles { get; init; } = [];

    /// <summary>The AE titles that may call; null means any that is a lawful AE title (PS3.5 §6.2).</summary>
    public IReadOnlyCollection<string>? CallingAeTitles { get; init; }

    /// <summary>
    /// The last word on a request that passed the titles, for what only the caller knows: the peer's address, how many
    /// associations there are, whether the user is welcome. Null admits.
    /// </summary>
    public Func<AssociateRequest, AssociateReject?>? Admit { get; init; }

    /// <summary>
    /// Whether this requestor may use this abstract syntax; a context it may not use is refused as user-rejection.
    /// </summary>
    public Func<AssociateRequest, string, bool>? Permit { get; init; }

    /// <summary>The services by abstract syntax UID.</summary>
    public IReadOnlyDictionary<string, ServicePolicy> Services { get; init; } = new Dictionary<string, ServicePolicy>();

    /// <summary>
    /// For every storage SOP class that <see cref="Services"/> does not list, those of private and unknown UIDs
    /// included; null refuses them.
    /// </summary>
    public ServicePolicy? Storage { get; init; }

    /// <summary>
    /// How many operations may be outstanding, seen from the requestor; answered only when proposed.
    /// </summary>
    public AsyncOperationsWindow OperationsWindow { get; init; } = AsyncOperationsWindow.OneEach;

    /// <summary>The policy for an abstract syntax, or null when it is not supported.</summary>
    public ServicePolicy? Find(string abstractSyntax) =>
        Services.TryGetValue(abstractSyntax, out var service) ? service
        : StorageSopClass.Includes(abstractSyntax) ? Storage
        : null;

    /// <summary>
    /// The same for an abstract syntax in a request. Of one that the dictionary does not know the requestor may say
    /// which service it belongs to (PS3.7 §D.3.3.6).
    /// </summary>
    internal ServicePolicy? Find(string abstractSyntax, AssociateRequest request)
    {
        if (Services.ContainsKey(abstractSyntax) || UidDictionary.Find(abstractSyntax) is not null)
        {
            return Find(abstractSyntax);
        }

        foreach (var stated in request.UserInformation.CommonExtendedNegotiations)
        {
            if (stated.SopClassUid != abstractSyntax) continue;
            return stated.ServiceClassUid == StorageSopClass.ServiceClass ? Storage : null;
        }

        return Find(abstractSyntax);
    }
}
