using System.Globalization;
using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.Durability;

public sealed class KillTests(ITestOutputHelper output)
{
    private const int Senders = 4;

    /// <summary>PACS_KILL_ROUNDS=20 is the long version.</summary>
    private static int Rounds =>
        int.Parse(Environment.GetEnvironmentVariable("PACS_KILL_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    [Fact, Trait("Conformance", "23")]
    public async Task Everything_acknowledged_survives_kill_9_in_the_midst_of_parallel_ingest()
    {
        using var directory = new TestDirectory();
        var instances = new AcknowledgedInstances();
        var random = new Random(20240131);
        for (var round = 1; round <= Rounds; round++)
        {
            var before = instances.Count;
            var enough = before + random.Next(20, 200);
            await using (var server = await PacsServer.StartAsync(directory["data"]))
            {
                using var reached = new SemaphoreSlim(0);
                var sending = instances.SendUntilGoneAsync(server, Senders, count =>
                {
                    if (count >= enough) reached.Release();
                });
                Assert.True(await reached.WaitAsync(TimeSpan.FromSeconds(60)), $"too few were acknowledged:\n{server.Log}");
                await server.KillAsync();
                await sending;
            }

            await using var restarted = await PacsServer.StartAsync(directory["data"]);
            await instances.AssertThereAsync(restarted);
            output.WriteLine($"round {round}: {instances.Count - before} acknowledged before the kill, {instances.Count} in all are there");
            Assert.Equal(0, await restarted.StopAsync());
        }
    }
}
