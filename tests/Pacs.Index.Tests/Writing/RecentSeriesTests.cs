using Pacs.Index.Writing;

namespace Pacs.Index.Tests.Writing;

public sealed class RecentSeriesTests
{
    private const string Tenant = "default", Series = "1.2.1.1";

    private readonly RecentSeries _recent = new();

    [Fact]
    public void Knows_nothing_of_a_series_that_it_did_not_see_begin()
    {
        _recent.Enter(Tenant, Series, "1");

        Assert.False(_recent.Lacks(Tenant, Series, "2"));
    }

    [Fact]
    public void Lacks_what_has_not_come_in_a_series_that_began()
    {
        _recent.Begin(Tenant, Series);
        _recent.Enter(Tenant, Series, "1");

        Assert.False(_recent.Lacks(Tenant, Series, "1"));
        Assert.True(_recent.Lacks(Tenant, Series, "2"));
        Assert.False(_recent.Lacks("other", Series, "2"));
    }

    [Fact]
    public void Knows_nothing_of_a_series_that_was_contradicted()
    {
        _recent.Begin(Tenant, Series);

        _recent.Forget(Tenant, Series);

        Assert.False(_recent.Lacks(Tenant, Series, "2"));
    }

    [Fact]
    public void Remembers_no_more_of_a_series_than_it_has_room_for()
    {
        _recent.Begin(Tenant, Series);
        for (var i = 0; i < 100_000; i++) _recent.Enter(Tenant, Series, $"1.{i}");

        Assert.False(_recent.Lacks(Tenant, Series, "2"));
    }
}
