using System.Text;

namespace Pacs.Conformance.Tests.Rig;

/// <summary>An archive that holds four studies of three patients, made so that each matching rule can tell them apart.</summary>
public sealed class QueryArchive : IAsyncLifetime, IDisposable
{
    private readonly OpenArchive _archive = new();

    /// <summary>Two series (CT, MR), three instances, Latin-1 names.</summary>
    internal RawImage Thorax { get; } = new()
    {
        PatientId = "Q-1", PatientName = "Müller^Jörg", AccessionNumber = "2023-1", StudyDate = "20240115",
        StudyTime = "101500", StudyDescription = "100% Thorax_A",
        Edit = elements => elements.With(Tags.SpecificCharacterSet, "CS", "ISO_IR 100"),
    };

    /// <summary>The same patient, a month later.</summary>
    internal RawImage Control { get; } = new()
    {
        PatientId = "Q-1", PatientName = "Müller^Jörg", AccessionNumber = "2023-2", StudyDate = "20240220",
        StudyTime = "081500", StudyDescription = "100 Thorax-B",
        Edit = elements => elements.With(Tags.SpecificCharacterSet, "CS", "ISO_IR 100"),
    };

    /// <summary>A name in three component groups, in UTF-8; has protocol and manufacturer.</summary>
    internal RawImage Tokyo { get; } = new()
    {
        PatientId = "Q-2", AccessionNumber = "2023", StudyDate = "20231231", StudyTime = "235959", Modality = "MR",
        SopClass = Uids.MrImage, StudyDescription = "Abdomen",
        Edit = elements => elements
            .With(Tags.SpecificCharacterSet, "CS", "ISO_IR 192")
            .With(Tags.PatientName, "PN", Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("Yamada^Tarou=山田^太郎=やまだ^たろう")))
            .With(Tags.Manufacturer, "LO", "Acme Imaging")
            .With(Tags.ProtocolName, "LO", "HEAD/SPIRAL"),
    };

    /// <summary>No accession number, no time, no description; a private element.</summary>
    internal RawImage Sparse { get; } = new()
    {
        PatientId = "Q-3", PatientName = "O'Neil^Kate^^", StudyDate = "20240131",
        Edit = elements => elements
            .With(Tags.AccessionNumber, "SH", "").With(Tags.StudyTime, "TM", "").Without(Tags.StudyDescription)
            .With(0x00090010, "LO", "PACS TEST CREATOR").With(0x00091001, "LO", "private value"),
    };

    internal RawImage ThoraxMr { get; private set; } = null!;

    internal int HttpPort => _archive.Server.HttpPort;

    internal IReadOnlyList<RawImage> Studies => [Thorax, Control, Tokyo, Sparse];

    public async Task InitializeAsync()
    {
        await _archive.InitializeAsync();
        ThoraxMr = Thorax with { Series = Uids.New(), SopInstance = Uids.New(), Modality = "MR", SopClass = Uids.MrImage };
        await using var peer = await RawPeer.AssociateAsync(
            _archive.Port,
            new RawContext(1, Uids.CtImage, Uids.ImplicitLittle),
            new RawContext(3, Uids.MrImage, Uids.ImplicitLittle));
        foreach (var image in (RawImage[])[Thorax, Thorax.Next(), ThoraxMr, Control, Tokyo, Sparse])
        {
            Assert.Equal(0, (await peer.StoreAsync((byte)(image.SopClass == Uids.CtImage ? 1 : 3), image)).Status);
        }
    }

    public Task DisposeAsync() => _archive.DisposeAsync();

    public void Dispose() => _archive.Dispose();

    /// <summary>Every answer of a Study Root C-FIND, the final one last.</summary>
    internal async Task<List<RawMessage>> AskAsync(RawElements identifier)
    {
        await using var peer = await _archive.QueryingAsync();
        return await peer.FindAsync(1, Uids.StudyRootFind, identifier);
    }

    internal async Task<List<RawMessage>> AskPatientRootAsync(RawElements identifier)
    {
        await using var peer = await _archive.QueryingAsync();
        return await peer.FindAsync(3, Uids.PatientRootFind, identifier);
    }

    /// <summary>The identifiers of the matches of a query that ends in success.</summary>
    internal async Task<List<RawElements>> FindAsync(RawElements identifier)
    {
        var answers = await AskAsync(identifier);
        Assert.Equal(0, answers[^1].Status);
        Assert.Null(answers[^1].DataSet);
        return answers.SkipLast(1).Select(answer => answer.Identifier).ToList();
    }

    /// <summary>Asserts which of the studies match at STUDY level; others that tests have added do not count.</summary>
    internal async Task AssertFindsAsync(RawElements identifier, params RawImage[] expected)
    {
        var found = (await FindAsync(identifier)).Select(answer => answer[Tags.StudyInstance]).ToHashSet();
        Assert.Equal(
            expected.Select(study => study.AccessionNumber + " " + study.StudyDate).Order(),
            Studies.Where(study => found.Contains(study.Study)).Select(study => study.AccessionNumber + " " + study.StudyDate).Order());
        Assert.Equal(expected.Length, found.Count);
    }
}
