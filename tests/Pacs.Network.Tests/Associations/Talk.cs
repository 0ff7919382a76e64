using Pacs.Dicom.Transfer;
using Pacs.Network.Associations;
using Pacs.Network.Pdus;

namespace Pacs.Network.Tests.Associations;

/// <summary>Named values and short ways to an established association.</summary>
internal static class Talk
{
    public const string Verification = "1.2.840.10008.1.1";
    public const string CtStorage = "1.2.840.10008.5.1.4.1.1.2";
    public const string StudyRootFind = "1.2.840.10008.5.1.4.1.2.2.1";
    public const string StudyRootMove = "1.2.840.10008.5.1.4.1.2.2.2";
    public const string StudyRootGet = "1.2.840.10008.5.1.4.1.2.2.3";

    public static readonly string ImplicitLittle = TransferSyntax.ImplicitVrLittleEndian.Uid;
    public static readonly string ExplicitLittle = TransferSyntax.ExplicitVrLittleEndian.Uid;
    public static readonly string ExplicitBig = TransferSyntax.ExplicitVrBigEndian.Uid;

    /// <summary>Time enough for a slow machine; a test that needs it has failed.</summary>
    public static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    public static AcceptancePolicy Archive { get; } = new()
    {
        CalledAeTitles = ["ARCHIVE"],
        Services = new Dictionary<string, ServicePolicy>
        {
            [Verification] = ServicePolicy.Query,
            [StudyRootFind] = ServicePolicy.Query,
            [StudyRootMove] = ServicePolicy.Query,
            [StudyRootGet] = ServicePolicy.Query,
        },
        Storage = ServicePolicy.Storage,
    };

    public static AssociationOptions Options { get; } = new();

    public static AssociateRequest Request(params string[] abstractSyntaxes) =>
        Request([.. abstractSyntaxes.Select(syntax => (syntax, ExplicitLittle))]);

    public static AssociateRequest Request(params (string AbstractSyntax, string TransferSyntax)[] contexts) => new()
    {
        CalledAeTitle = "ARCHIVE",
        CallingAeTitle = "SCANNER",
        Contexts =
        [
            .. contexts.Select(
                (context, i) =>
                    new ProposedContext((byte)(2 * i + 1), context.AbstractSyntax, [context.TransferSyntax])),
        ],
    };

    public static Task<(
        Association Requestor, Association Acceptor)> AssociateAsync(params string[] abstractSyntaxes) =>
        AssociateAsync(Request(abstractSyntaxes), Archive, Options, Options);

    public static async Task<(Association Requestor, Association Acceptor)> AssociateAsync(
        AssociateRequest request,
        AcceptancePolicy policy,
        AssociationOptions requestorOptions,
        AssociationOptions acceptorOptions)
    {
        var pipes = new PipePair();
        var accepting = Association.AcceptAsync(pipes.Acceptor, policy, acceptorOptions, Soon);
        var requestor = await Association.RequestAsync(pipes.Requestor, request, requestorOptions, Soon);
        return (requestor, await accepting);
    }
}
