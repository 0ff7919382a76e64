using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Pacs.Dicom.Transfer;
using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>
/// Answers an association request by a policy (PS3.8 §7.1, PS3.7 §D.3): first whether there is an association at all,
/// then each context, then each item of the user information that was proposed; what was not proposed is not answered.
/// </summary>
internal static class Negotiation
{
    /// <summary>
    /// The default character repertoire without controls and backslash, which PS3.5 §6.2 keeps out of an AE.
    /// </summary>
    private static readonly SearchValues<char> AeCharacters =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c != '\\')]);

    /// <summary>Either an acceptance of something, or a rejection.</summary>
    public static bool TryAccept(
        AssociateRequest request,
        AcceptancePolicy policy,
        AssociationOptions options,
        [NotNullWhen(true)] out AssociateAccept? accept,
        [NotNullWhen(false)] out AssociateReject? rejection)
    {
        accept = null;
        rejection = Refuse(request, policy);
        if (rejection is not null) return false;

        accept = Accept(request, policy, options);
        if (accept.Contexts.Any(context => context.Result == ContextResult.Acceptance)) return true;

        // Nothing could be done with such an association but to wait for its end.
        accept = null;
        rejection = AssociateReject.NoReasonGiven;
        return false;
    }

    private static AssociateReject? Refuse(AssociateRequest request, AcceptancePolicy policy)
    {
        if ((request.ProtocolVersion & 1) == 0) return AssociateReject.ProtocolVersionNotSupported;
        if (request.ApplicationContext != AssociateRequest.DicomApplicationContext)
        {
            return AssociateReject.ApplicationContextNotSupported;
        }

        if (policy.CalledAeTitles.Count > 0 && !Lists(policy.CalledAeTitles, request.CalledAeTitle))
        {
            return AssociateReject.CalledAeTitleNotRecognized;
        }

        if (!IsAeTitle(request.CallingAeTitle) ||
            (policy.CallingAeTitles is { } known && !Lists(known, request.CallingAeTitle)))
        {
            return AssociateReject.CallingAeTitleNotRecognized;
        }

        return policy.Admit?.Invoke(request);
    }

    private static AssociateAccept Accept(AssociateRequest request, AcceptancePolicy policy, AssociationOptions options)
    {
        var contexts = request.Contexts.Select(context => Answer(context, request, policy)).ToList();
        var user = request.UserInformation;
        var extensions = AcceptedSyntaxes(request, contexts)
            .Select(abstractSyntax => AnswerExtension(abstractSyntax, request, policy))
            .OfType<ExtendedNegotiation>();
        return new AssociateAccept
        {
            CalledAeTitle = request.CalledAeTitle,
            CallingAeTitle = request.CallingAeTitle,
            Contexts = contexts,
            UserInformation = options.UserInformation with
            {
                AsyncOperationsWindow = user.AsyncOperationsWindow?.Within(policy.OperationsWindow),
                RoleSelections = [.. user.RoleSelections.Select(role => Answer(role, request, policy))],
                ExtendedNegotiations = [.. extensions],
                UserIdentityResponse = user.UserIdentity is { } identity ? Answer(identity) : null,
            },
        };
    }

    /// <summary>What an answer says of the operations window, held to what was proposed (PS3.7 §D.3.3.3).</summary>
    public static AsyncOperationsWindow WindowOf(AssociateRequest request, AssociateAccept accept) =>
        request.UserInformation.AsyncOperationsWindow is { } proposed &&
        accept.UserInformation.AsyncOperationsWindow is { } answered
            ? answered.Within(proposed)
            : AsyncOperationsWindow.OneEach;

    /// <summary>The accepted contexts, in the roles that <paramref name="isRequestor"/>'s side has in them.</summary>
    public static IReadOnlyList<PresentationContext> Agreed(
        AssociateRequest request, AssociateAccept accept, bool isRequestor)
    {
        List<PresentationContext> agreed = [];
        foreach (var answer in accept.Contexts)
        {
            if (answer.Result != ContextResult.Acceptance) continue;
            if (request.Contexts.FirstOrDefault(context => context.Id == answer.Id) is not { } proposed) continue;
            if (!proposed.TransferSyntaxes.Contains(answer.TransferSyntax)) continue;

            // Without a role selection the requestor is the SCU and the acceptor the SCP (PS3.7 §D.3.3.4).
            var (requestorIsScu, requestorIsScp) = (true, false);
            foreach (var role in accept.UserInformation.RoleSelections)
            {
                if (role.SopClassUid != proposed.AbstractSyntax) continue;
                (requestorIsScu, requestorIsScp) = (role.Scu, role.Scp);
            }

            var syntax = TransferSyntax.Of(answer.TransferSyntax);
            agreed.Add(new PresentationContext(answer.Id, proposed.AbstractSyntax, syntax)
            {
                IsScu = isRequestor ? requestorIsScu : requestorIsScp,
                IsScp = isRequestor ? requestorIsScp : requestorIsScu,
            });
        }

        return agreed;
    }

    private static AnsweredContext Answer(ProposedContext context, AssociateRequest request, AcceptancePolicy policy)
    {
        // A refusal names a transfer syntax as well, which nobody tests (PS3.8 §9.3.3.2).
        var unused = context.TransferSyntaxes is [var first, ..] ? first : "";
        if (policy.Find(context.AbstractSyntax, request) is not { } service)
        {
            return new(context.Id, ContextResult.AbstractSyntaxNotSupported, unused);
        }

        if (policy.Permit?.Invoke(request, context.AbstractSyntax) == false)
        {
            return new(context.Id, ContextResult.UserRejection, unused);
        }

        return Choose(context.TransferSyntaxes, service) is { } chosen
            ? new(context.Id, ContextResult.Acceptance, chosen)
            : new(context.Id, ContextResult.TransferSyntaxesNotSupported, unused);
    }

    private static string? Choose(IReadOnlyList<string> proposed, ServicePolicy service)
    {
        var wanted = service.TransferSyntaxes;
        var (order, other) = service.FollowsProposedOrder ? (proposed, wanted) : (wanted, proposed);
        return order.FirstOrDefault(other.Contains)
            ?? (service.AcceptsOtherTransferSyntaxes ? proposed.FirstOrDefault(syntax => syntax.Length > 0) : null);
    }

    private static RoleSelection Answer(RoleSelection role, AssociateRequest request, AcceptancePolicy policy) =>
        role with { Scp = role.Scp && policy.Find(role.SopClassUid, request) is { AcceptsRequestorAsScp: true } };

    private static IEnumerable<string> AcceptedSyntaxes(AssociateRequest request, List<AnsweredContext> answers) =>
        request.Contexts.Zip(answers)
            .Where(pair => pair.Second.Result == ContextResult.Acceptance)
            .Select(pair => pair.First.AbstractSyntax)
            .Distinct();

    /// <summary>Null when no extension was proposed, or the service knows none.</summary>
    private static ExtendedNegotiation? AnswerExtension(
        string abstractSyntax, AssociateRequest request, AcceptancePolicy policy)
    {
        var proposals = request.UserInformation.ExtendedNegotiations;
        if (proposals.FirstOrDefault(proposal => proposal.SopClassUid == abstractSyntax) is not { } proposed) return null;

        var service = policy.Find(abstractSyntax, request);
        if (service?.StatedExtensions is { } stated) return new ExtendedNegotiation(abstractSyntax, stated);
        if (service?.SupportedExtensions is not { } supported) return null;

        var answer = proposed.ApplicationInformation.ToArray();
        for (var i = 0; i < answer.Length; i++) answer[i] &= i < supported.Length ? supported.Span[i] : (byte)0;
        return new ExtendedNegotiation(abstractSyntax, answer);
    }

    /// <summary>
    /// Empty says that the identity is accepted. For tickets and assertions the answer would have to hold one of ours;
    /// without an answer their sender knows that nobody looked at his (PS3.7 §D.3.3.7.2).
    /// </summary>
    private static ReadOnlyMemory<byte>? Answer(UserIdentity identity) =>
        identity is { ResponseRequested: true, Username: not null } ? ReadOnlyMemory<byte>.Empty : default(ReadOnlyMemory<byte>?);

    private static bool IsAeTitle(string title) => title.Length > 0 && !title.AsSpan().ContainsAnyExcept(AeCharacters);

    private static bool Lists(IReadOnlyCollection<string> titles, string title)
    {
        foreach (var listed in titles)
        {
            if (listed.AsSpan().Trim(' ').SequenceEqual(title)) return true;
        }

        return false;
    }
}
