namespace Pacs.Conformance.Tests.Rig;

/// <summary>An empty archive with no configuration, shared by the tests of a class.</summary>
public sealed class OpenArchive : IAsyncLifetime, IDisposable
{
    private readonly TestDirectory _directory = new();

    internal PacsServer Server { get; private set; } = null!;

    internal int Port => Server.DicomPort;

    public async Task InitializeAsync() => Server = await PacsServer.StartAsync(_directory["data"]);

    public async Task DisposeAsync() => await Server.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    /// <summary>An association for storing CT images in Implicit VR, context 1.</summary>
    internal Task<RawPeer> StoringAsync() =>
        RawPeer.AssociateAsync(Port, new RawContext(1, Uids.CtImage, Uids.ImplicitLittle));

    internal Task<RawPeer> QueryingAsync() =>
        RawPeer.AssociateAsync(
            Port,
            new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle),
            new RawContext(3, Uids.PatientRootFind, Uids.ImplicitLittle));

    /// <summary>The data sets of a study as C-GET brings them in this transfer syntax, by SOP Instance UID.</summary>
    internal async Task<Dictionary<string, byte[]>> FetchAsync(
        string study, string transferSyntax = Uids.ImplicitLittle, string sopClass = Uids.CtImage)
    {
        var request = new RawAssociate(
            new RawContext(1, Uids.StudyRootGet, Uids.ImplicitLittle), new RawContext(3, sopClass, transferSyntax))
        {
            UserItems = [RawAssociate.Role(sopClass, scu: false, scp: true)],
        };
        await using var peer = await RawPeer.RequestAsync(Port, request);
        var fetched = new Dictionary<string, byte[]>();
        await peer.GetAsync(1, Uids.StudyRootGet, Identifiers.Study(study), message =>
        {
            fetched.Add(message.Command[Tags.AffectedSopInstance]!, message.DataSet!);
            return 0;
        });
        return fetched;
    }

    internal Task AssertAnswersEchoAsync() => Server.AssertAnswersEchoAsync();
}
