namespace Pacs.Conformance.Tests.Durability;

/// <summary>
/// What a power cut takes from an archive that had acknowledged: whatever the index had not synced, and anything
/// behind the last synced byte of a segment, which can be left as any bytes at all.
/// </summary>
public sealed class PowerLossTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_acknowledged_is_there_without_what_the_index_had_not_synced(bool alsoTheIndexItself)
    {
        using var directory = new TestDirectory();
        var instances = await IngestAndKillAsync(directory);

        foreach (var journal in directory.Files("*-wal").Concat(directory.Files("*-shm"))) File.Delete(journal);
        if (alsoTheIndexItself)
        {
            // A database that never reached the disk at all: what the log alone gives back.
            foreach (var database in directory.Files("*.db").Concat(directory.Files("*.sqlite"))) File.Delete(database);
        }

        await using var restarted = await PacsServer.StartAsync(directory["data"]);
        await instances.AssertThereAsync(restarted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(700)]
    [InlineData(5000)]
    public async Task A_torn_tail_of_a_segment_is_cut_and_what_was_acknowledged_before_it_is_there(int torn)
    {
        using var directory = new TestDirectory();
        var instances = await IngestAndKillAsync(directory);
        foreach (var segment in directory.Files("*.tar"))
        {
            var begun = (await File.ReadAllBytesAsync(segment)).AsMemory(0, torn); // The beginning of a member that never ended.
            await using var tail = new FileStream(segment, FileMode.Append);
            await tail.WriteAsync(begun);
        }

        await using (var restarted = await PacsServer.StartAsync(directory["data"]))
        {
            await instances.AssertThereAsync(restarted);
            await instances.SendMoreAsync(restarted, 20);
        }

        await using var again = await PacsServer.StartAsync(directory["data"]);
        await instances.AssertThereAsync(again);
    }

    private static async Task<AcknowledgedInstances> IngestAndKillAsync(TestDirectory directory)
    {
        var instances = new AcknowledgedInstances();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        await instances.SendMoreAsync(server, 60);
        await server.KillAsync();
        return instances;
    }
}
