using Pacs.Network.Associations;
using Pacs.Network.Pdus;

namespace Pacs.Network.Tests.Associations;

public sealed class NegotiationTests
{
    private const string Jpeg = "1.2.840.10008.1.2.4.50";
    private const string PrivateSyntax = "1.2.3.4.5";
    private const string PrivateClass = "1.3.12.2.1107.5.9.1";
    private const string StorageService = "1.2.840.10008.4.2";
    private const string WorklistService = "1.2.840.10008.5.1.4.34.6";
    private const string Worklist = "1.2.840.10008.5.1.4.31";

    [Theory]
    [InlineData(new[] { Jpeg, "1.2.840.10008.1.2" }, Jpeg)]
    [InlineData(new[] { "1.2.840.10008.1.2", "1.2.840.10008.1.2.1" }, "1.2.840.10008.1.2.1")]
    [InlineData(new[] { "1.2.840.10008.1.2.1", Jpeg }, "1.2.840.10008.1.2.1")]
    [InlineData(new[] { "1.2.840.10008.1.2" }, "1.2.840.10008.1.2")]
    [InlineData(new[] { PrivateSyntax }, PrivateSyntax)]
    [InlineData(new[] { PrivateSyntax, Jpeg }, Jpeg)]
    [Trait("Conformance", "9")]
    public void Storage_takes_what_the_sender_prefers_and_anything_rather_than_nothing(
        string[] proposed, string accepted)
    {
        var answer = Accept(Propose(Talk.CtStorage, proposed)).Contexts[0];

        Assert.Equal(new AnsweredContext(1, ContextResult.Acceptance, accepted), answer);
    }

    [Theory]
    [InlineData(new[] { "1.2.840.10008.1.2", "1.2.840.10008.1.2.1" }, "1.2.840.10008.1.2.1")]
    [InlineData(new[] { "1.2.840.10008.1.2.2", "1.2.840.10008.1.2" }, "1.2.840.10008.1.2")]
    [InlineData(new[] { "1.2.840.10008.1.2.2", Jpeg }, "1.2.840.10008.1.2.2")]
    [Trait("Conformance", "9")]
    public void Queries_are_answered_in_the_encoding_that_is_preferred_here(string[] proposed, string accepted) =>
        Assert.Equal(accepted, Accept(Propose(Talk.StudyRootFind, proposed)).Contexts[0].TransferSyntax);

    [Fact]
    [Trait("Conformance", "14")]
    public void What_is_refused_is_refused_alone_and_says_why()
    {
        var request = new AssociateRequest
        {
            CalledAeTitle = "ARCHIVE",
            CallingAeTitle = "SCANNER",
            Contexts =
            [
                new ProposedContext(1, Worklist, [Talk.ExplicitLittle]),
                new ProposedContext(3, Talk.StudyRootFind, [Jpeg]),
                new ProposedContext(5, Talk.StudyRootGet, [Talk.ExplicitLittle]),
                new ProposedContext(7, PrivateClass, [Talk.ExplicitLittle]),
                new ProposedContext(9, Talk.CtStorage, []),
            ],
        };

        var accept =
            Accept(request, Talk.Archive with { Permit = (_, abstractSyntax) => abstractSyntax != Talk.StudyRootGet });

        Assert.Equal(
            [
                ContextResult.AbstractSyntaxNotSupported,
                ContextResult.TransferSyntaxesNotSupported,
                ContextResult.UserRejection,
                ContextResult.Acceptance,
                ContextResult.TransferSyntaxesNotSupported,
            ],
            accept.Contexts.Select(context => context.Result));
        Assert.Equal([1, 3, 5, 7, 9], accept.Contexts.Select(context => context.Id));
    }

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.2", true)]
    [InlineData("1.2.840.10008.5.1.4.1.1.999.1", true)]
    [InlineData("1.2.840.10008.5.1.4.34.7", true)]
    [InlineData(PrivateClass, true)]
    [InlineData(Worklist, false)]
    [InlineData("1.2.840.10008.1.1", false)]
    [InlineData("1.2.840.10008.1.20.1", false)]
    [InlineData("1.2.840.10008.99.99", false)]
    [InlineData("", false)]
    [Trait("Conformance", "29")]
    public void Storage_is_every_storage_class_and_what_is_nobody_elses(string uid, bool isStorage) =>
        Assert.Equal(isStorage, StorageSopClass.Includes(uid));

    [Theory]
    [InlineData("ARCHIVE", "SCANNER", null)]
    [InlineData("SOMEBODY", "SCANNER", "called-AE-title-not-recognized")]
    [InlineData("archive", "SCANNER", "called-AE-title-not-recognized")]
    [InlineData("ARCHIVE", "STRANGER", "calling-AE-title-not-recognized")]
    [InlineData("ARCHIVE", "", "calling-AE-title-not-recognized")]
    [InlineData("ARCHIVE", "SCAN\\NER", "calling-AE-title-not-recognized")]
    [InlineData("ARCHIVE", "SCAN\u0001NER", "calling-AE-title-not-recognized")]
    [InlineData("ARCHIVE", "SCANNÉR", "calling-AE-title-not-recognized")]
    [Trait("Conformance", "1")]
    public void Titles_decide_who_is_let_in(string called, string calling, string? reason)
    {
        var policy = Talk.Archive with
        {
            CalledAeTitles = [" ARCHIVE "],
            CallingAeTitles = ["SCANNER ", "SCAN\\NER", "SCANNÉR"],
        };

        var words =
            Reject(Talk.Request(Talk.CtStorage) with { CalledAeTitle = called, CallingAeTitle = calling }, policy);

        if (reason is null) Assert.Null(words);
        else Assert.Contains(reason, words, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_word_is_with_who_knows_the_load() => Assert.Contains(
        "local-limit-exceeded",
        Reject(Talk.Request(Talk.CtStorage), Talk.Archive with { Admit = _ => AssociateReject.LocalLimitExceeded }),
        StringComparison.Ordinal);

    [Fact]
    [Trait("Conformance", "13")]
    public void An_association_in_which_nothing_could_be_done_is_rejected() =>
        Assert.Contains("no-reason-given", Reject(Talk.Request(Worklist), Talk.Archive), StringComparison.Ordinal);

    [Fact]
    public void Another_protocol_is_rejected()
    {
        Assert.Contains(
            "protocol-version",
            Reject(Talk.Request(Talk.CtStorage) with { ProtocolVersion = 2 }, Talk.Archive),
            StringComparison.Ordinal);
        Assert.Contains(
            "application-context",
            Reject(Talk.Request(Talk.CtStorage) with { ApplicationContext = "1.2" }, Talk.Archive),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 4, 2, 4, 2)]
    [InlineData(3, 1, 4, 2, 3, 1)]
    [InlineData(5, 5, 0, 2, 5, 2)]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [Trait("Conformance", "7")]
    public void The_operations_window_is_answered_within_what_was_proposed(
        ushort invoked,
        ushort performed,
        ushort mostInvoked,
        ushort mostPerformed,
        ushort agreedInvoked,
        ushort agreedPerformed)
    {
        var request = WithUserInformation(new UserInformation { AsyncOperationsWindow = new(invoked, performed) });

        var accept = Accept(request, Talk.Archive with { OperationsWindow = new(mostInvoked, mostPerformed) });

        Assert.Equal(
            new AsyncOperationsWindow(agreedInvoked, agreedPerformed), accept.UserInformation.AsyncOperationsWindow);
    }

    [Fact]
    [Trait("Conformance", "7")]
    [Trait("Conformance", "15")]
    public void What_was_not_proposed_is_not_answered()
    {
        var accept = Accept(Talk.Request(Talk.CtStorage));

        Assert.Null(accept.UserInformation.AsyncOperationsWindow);
        Assert.Empty(accept.UserInformation.RoleSelections);
        Assert.Empty(accept.UserInformation.ExtendedNegotiations);
        Assert.Null(accept.UserInformation.UserIdentityResponse);
    }

    [Fact]
    [Trait("Conformance", "15")]
    public void Roles_are_selected_where_the_policy_lets_the_requestor_be_the_scp()
    {
        var request = WithUserInformation(new UserInformation
        {
            RoleSelections =
            [
                new(Talk.CtStorage, Scu: false, Scp: true),
                new(Talk.StudyRootFind, Scu: true, Scp: true),
            ],
        });

        var accept = Accept(request);
        var (ours, theirs) = (
            Negotiation.Agreed(request, accept, isRequestor: false),
            Negotiation.Agreed(request, accept, isRequestor: true));

        Assert.Equal(
            [
                new RoleSelection(Talk.CtStorage, Scu: false, Scp: true),
                new RoleSelection(Talk.StudyRootFind, Scu: true, Scp: false),
            ],
            accept.UserInformation.RoleSelections);
        Assert.Equal(
            [(true, false), (false, true), (false, true)], ours.Select(context => (context.IsScu, context.IsScp)));
        Assert.Equal(
            [(false, true), (true, false), (true, false)], theirs.Select(context => (context.IsScu, context.IsScp)));
    }

    [Fact]
    public void Extensions_are_answered_by_those_that_are_supported()
    {
        var request = WithUserInformation(new UserInformation
        {
            ExtendedNegotiations =
            [
                new(Talk.StudyRootFind, new byte[] { 1, 1, 1, 1 }),
                new(Talk.CtStorage, new byte[] { 2, 0, 3, 0 }),
            ],
        });
        var services = new Dictionary<string, ServicePolicy>
        {
            [Talk.StudyRootFind] = ServicePolicy.Query with { SupportedExtensions = new byte[] { 1, 0, 1 } },
        };

        var answers = Accept(request, Talk.Archive with { Services = services }).UserInformation.ExtendedNegotiations;

        Assert.Equal([Talk.CtStorage, Talk.StudyRootFind], answers.Select(answer => answer.SopClassUid));
        Assert.Equal([2, 0, 3, 0, 0, 0], answers[0].ApplicationInformation.ToArray());
        Assert.Equal([1, 0, 1, 0], answers[1].ApplicationInformation.ToArray());
    }

    [Fact]
    public void Extensions_of_what_was_not_proposed_or_twice_are_not_answered_more_than_once()
    {
        var request = WithUserInformation(new UserInformation
        {
            ExtendedNegotiations =
            [
                new(Talk.CtStorage, new byte[] { 2 }),
                new(Talk.CtStorage, new byte[] { 1 }),
                new("1.2.3", new byte[] { 1 }),
            ],
        });

        Assert.Single(Accept(request).UserInformation.ExtendedNegotiations);
    }

    [Theory]
    [InlineData("1.2.840.10008.99.1", StorageService, true)]
    [InlineData("1.2.840.10008.99.1", WorklistService, false)]
    [InlineData("1.2.840.10008.99.1", null, false)]
    [InlineData(PrivateClass, StorageService, true)]
    [InlineData(PrivateClass, WorklistService, false)]
    [InlineData(PrivateClass, null, true)]
    [InlineData(Worklist, StorageService, false)]
    [InlineData(Talk.CtStorage, WorklistService, true)]
    [Trait("Conformance", "29")]
    public void The_requestor_may_say_what_an_unknown_class_is(string sopClass, string? service, bool isAccepted)
    {
        var request = Talk.Request(sopClass, Talk.Verification) with
        {
            UserInformation = new UserInformation
            {
                CommonExtendedNegotiations = service is null ? [] : [new(sopClass, service, [])],
            },
        };

        Assert.Equal(
            isAccepted ? ContextResult.Acceptance : ContextResult.AbstractSyntaxNotSupported,
            Accept(request).Contexts[0].Result);
    }

    [Theory]
    [InlineData(UserIdentityKind.Username, true, true)]
    [InlineData(UserIdentityKind.UsernameAndPasscode, true, true)]
    [InlineData(UserIdentityKind.UsernameAndPasscode, false, false)]
    [InlineData(UserIdentityKind.KerberosTicket, true, false)]
    [InlineData(UserIdentityKind.SamlAssertion, true, false)]
    [InlineData(UserIdentityKind.JsonWebToken, true, false)]
    public async Task An_identity_is_passed_on_without_its_secrets_and_answered_where_that_is_asked_for(
        UserIdentityKind kind, bool isAskedFor, bool isAnswered)
    {
        UserIdentity? seen = null;
        var policy = Talk.Archive with
        {
            Admit = request =>
            {
                seen = request.UserInformation.UserIdentity;
                return null;
            },
        };
        var identity = new UserIdentity(kind, isAskedFor, "rita"u8.ToArray(), "passcode"u8.ToArray());
        var (requestor, acceptor) = await Talk.AssociateAsync(
            WithUserInformation(new UserInformation { UserIdentity = identity }), policy, Talk.Options, Talk.Options);
        await using (requestor)
        await using (acceptor)
        {
            Assert.Equal(kind, seen?.Kind);
            Assert.Equal(kind <= UserIdentityKind.UsernameAndPasscode ? "rita" : null, seen?.Username);
            Assert.Equal(seen?.Username?.Length ?? 0, acceptor.Request.UserInformation.UserIdentity?.Primary.Length);
            Assert.Equal(0, acceptor.Request.UserInformation.UserIdentity?.Secondary.Length);
            Assert.Equal(isAnswered ? 0 : null, requestor.Accept.UserInformation.UserIdentityResponse?.Length);
        }
    }

    [Fact]
    public void A_transfer_syntax_that_was_not_proposed_is_not_agreed_on()
    {
        var request = Talk.Request(Talk.CtStorage);
        var accept = Accept(request) with
        {
            Contexts =
            [
                new AnsweredContext(1, ContextResult.Acceptance, Jpeg),
                new AnsweredContext(77, ContextResult.Acceptance, Jpeg),
            ],
        };

        Assert.Empty(Negotiation.Agreed(request, accept, isRequestor: true));
    }

    private static AssociateRequest Propose(string abstractSyntax, string[] transferSyntaxes) =>
        Talk.Request(abstractSyntax) with { Contexts = [new ProposedContext(1, abstractSyntax, transferSyntaxes)] };

    private static AssociateRequest WithUserInformation(UserInformation user) =>
        Talk.Request(Talk.CtStorage, Talk.StudyRootFind, Talk.Verification) with { UserInformation = user };

    private static AssociateAccept Accept(AssociateRequest request) => Accept(request, Talk.Archive);

    private static AssociateAccept Accept(AssociateRequest request, AcceptancePolicy policy)
    {
        Assert.True(Negotiation.TryAccept(request, policy, Talk.Options, out var accept, out _));
        return accept;
    }

    private static string? Reject(AssociateRequest request, AcceptancePolicy policy) =>
        Negotiation.TryAccept(request, policy, Talk.Options, out _, out var rejection) ? null : rejection.ToString();
}
