using Loquat.Server.Configuration;
using Loquat.Server.Rates;
using Loquat.Testing;

namespace Loquat.Server.Tests.Rates;

public sealed class BudgetTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void What_is_used_up_comes_back_steadily_and_for_each_person_alone()
    {
        var budget = new Budget(new BudgetOptions { Burst = 2, PerMinute = 30 }, _clock);
        Assert.Null(budget.Take(1));
        Assert.Null(budget.Take(1));

        Assert.Equal(TimeSpan.FromSeconds(2), budget.Take(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), budget.Take(1));
        Assert.Null(budget.Take(2));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(budget.Take(1));
        Assert.NotNull(budget.Take(1));
    }

    [Fact]
    public void A_rest_saves_up_no_more_than_a_burst()
    {
        var budget = new Budget(new BudgetOptions { Burst = 2, PerMinute = 30 }, _clock);
        Assert.Null(budget.Take(1));

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => budget.Take(1) is null));
    }

    [Fact]
    public void Nothing_is_remembered_of_people_who_have_rested()
    {
        var budget = new Budget(new BudgetOptions { Burst = 60, PerMinute = 60 }, _clock);
        for (var user = 0; user < 1_000; user++)
            budget.Take(user);
        for (var i = 0; i < 60; i++)
            budget.Take(7);

        _clock.Advance(TimeSpan.FromSeconds(59));
        budget.Take(7);
        _clock.Advance(TimeSpan.FromSeconds(1));
        budget.Take(8);

        Assert.Equal(2, budget.UserCount);
    }
}
