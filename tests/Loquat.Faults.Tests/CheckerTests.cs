using Loquat.Faults.Checking;
using Loquat.Faults.Operations;
using Loquat.Protocol;

namespace Loquat.Faults.Tests;

public class CheckerTests
{
    private readonly Evidence _evidence = new();

    [Fact]
    public void Where_all_went_well_nothing_is_found() => Assert.Empty(_evidence.Findings());

    [Fact]
    public void An_acknowledged_change_that_is_not_in_the_log_is_lost()
    {
        var post = new Post("a4", 7, "text 4");
        _evidence.Record.Entered.Enqueue(post);
        _evidence.Record.Acknowledged.Enqueue(new Acknowledgement(post, 0));

        Assert.Equal([Breach.Lost], _evidence.Findings());
    }

    [Fact]
    public void A_change_that_is_never_acknowledged_is_lost()
    {
        _evidence.Record.Entered.Enqueue(new Post("a4", 7, "text 4"));

        Assert.Equal([Breach.Lost], _evidence.Findings());
    }

    [Fact]
    public void A_change_that_is_in_the_log_twice_is_doubled()
    {
        _evidence.Log.Add(Evidence.Logged("a3", 4));
        _evidence.Messages.Add(104, Evidence.Message("a3", 4));
        _evidence.Record.Timeline.Show(Evidence.Message("a3", 4));
        _evidence.LastOffset = 4;
        _evidence.Record.Position = new StreamPosition(4, "epoch");
        _evidence.Sees(1, 2, 3, 4);

        Assert.Equal([Breach.Doubled], _evidence.Findings());
    }

    [Fact]
    public void A_gap_in_the_log_is_a_loss()
    {
        _evidence.Log.RemoveAt(1);
        _evidence.Sees(1);

        Assert.Contains(Breach.Lost, _evidence.Findings());
    }

    [Fact]
    public void A_counter_that_does_not_equal_the_log_diverges()
    {
        _evidence.LastOffset = 2;

        Assert.Equal([Breach.Diverged], _evidence.Findings());
    }

    [Fact]
    public void A_table_that_does_not_equal_the_log_diverges()
    {
        _evidence.Messages[102] = _evidence.Messages[102] with { Text = "something else" };

        Assert.Contains(Breach.Diverged, _evidence.Findings());
    }

    [Fact]
    public void What_was_sent_later_and_stands_earlier_is_reordered()
    {
        _evidence.Record.Entered.Clear();
        foreach (var id in (string[])["a2", "a1", "a3"])
            _evidence.Record.Entered.Enqueue(new Post(id, 7, ""));

        Assert.Contains(Breach.Reordered, _evidence.Findings());
    }

    [Fact]
    public void An_event_that_a_client_never_sees_is_lost()
    {
        _evidence.Sees(1, 3);

        Assert.Equal([Breach.Lost], _evidence.Findings());
    }

    [Fact]
    public void What_stood_in_the_pages_need_not_come_again_after_a_connection_that_ended()
    {
        _evidence.Sees();
        _evidence.Record.Sightings.Enqueue(new Sighting(Seen.Pages, 2));
        _evidence.Record.Sightings.Enqueue(new Sighting(Seen.Return, 2));
        _evidence.Record.Sightings.Enqueue(_evidence.Sighting(3));

        Assert.Empty(_evidence.Findings());
    }

    [Fact]
    public void What_stood_in_the_pages_comes_all_the_same_while_the_connection_lasts()
    {
        _evidence.Sees();
        _evidence.Record.Sightings.Enqueue(new Sighting(Seen.Pages, 2));
        _evidence.Record.Sightings.Enqueue(_evidence.Sighting(3));

        Assert.Equal([Breach.Lost, Breach.Lost], _evidence.Findings());
    }

    [Fact]
    public void What_came_neither_by_pages_nor_by_a_connection_is_lost()
    {
        _evidence.Sees(1);
        _evidence.Record.Sightings.Enqueue(new Sighting(Seen.Pages, 1));
        _evidence.Record.Sightings.Enqueue(new Sighting(Seen.Return, 1));
        _evidence.Record.Sightings.Enqueue(_evidence.Sighting(3));

        Assert.Equal([Breach.Lost], _evidence.Findings());
    }

    [Fact]
    public void An_event_that_a_client_sees_twice_is_doubled()
    {
        _evidence.Sees(1, 2, 2, 3);

        Assert.Equal([Breach.Doubled], _evidence.Findings());
    }

    [Fact]
    public void Events_that_a_client_sees_in_another_order_are_reordered()
    {
        _evidence.Sees(1, 3, 2);

        Assert.Equal([Breach.Reordered], _evidence.Findings());
    }

    [Fact]
    public void A_client_that_shows_something_else_than_the_database_has_diverged()
    {
        _evidence.Record.Timeline.Show(Evidence.Message("a2", 2) with { Text = "the text before an edit" });

        Assert.Equal([Breach.Diverged], _evidence.Findings());
    }

    [Fact]
    public void A_client_that_does_not_come_to_the_end_of_the_log_has_lost_what_is_missing()
    {
        _evidence.Record.Position = new StreamPosition(2, "epoch");

        Assert.Equal([Breach.Lost], _evidence.Findings());
    }

    [Fact]
    public void A_page_that_leaves_something_out_diverges()
    {
        _evidence.Record.Pages.Enqueue(new PageSeen(Top: 3, KnownBefore: 3, Limit: 50, [101, 103]));

        Assert.Equal([Breach.Diverged], _evidence.Findings());
    }

    [Fact]
    public void A_page_that_ends_before_what_the_reader_wrote_is_a_loss()
    {
        _evidence.Record.Pages.Enqueue(new PageSeen(Top: 2, KnownBefore: 3, Limit: 50, [101, 102]));

        Assert.Equal([Breach.Lost], _evidence.Findings());
    }

    [Fact]
    public void A_change_without_an_id_in_the_log_is_one_that_was_sent_twice()
    {
        _evidence.Log[2] = _evidence.Log[2] with { ClientId = null };

        Assert.Contains(Breach.Doubled, _evidence.Findings());
    }

    [Fact]
    public void A_change_may_not_be_refused_and_made()
    {
        var edit = new Edit("a3", 7, 101, "text");
        _evidence.Record.Refused.Enqueue((edit, new ProtocolError(409, "The message is deleted.")));

        Assert.Contains(Breach.Diverged, _evidence.Findings());
    }

    [Fact]
    public void What_was_said_to_be_read_and_is_not_is_lost()
    {
        _evidence.Read[1] = 2;
        _evidence.Record.Acknowledged.Enqueue(new Acknowledgement(new MarkRead("a4", 7, 3), 3));

        Assert.Equal([Breach.Lost], _evidence.Findings());
    }

    [Fact]
    public void A_count_of_unread_messages_that_is_not_the_logs_diverges()
    {
        _evidence.Record.Listed = new Reading(Read: 0, Unread: 1);

        Assert.Equal([Breach.Diverged], _evidence.Findings());
    }

    [Fact]
    public void Who_has_a_position_of_this_log_need_not_start_over()
    {
        _evidence.Record.StartedOver.Enqueue(new StartedOver(new StreamPosition(1, "epoch"), new StreamPosition(3, "epoch")));

        Assert.Equal([Breach.Diverged], _evidence.Findings());
    }

    [Fact]
    public void Who_has_a_position_of_another_log_starts_over()
    {
        _evidence.Record.StartedOver.Enqueue(new StartedOver(new StreamPosition(1, "another"), new StreamPosition(3, "epoch")));

        Assert.Empty(_evidence.Findings());
    }
}
