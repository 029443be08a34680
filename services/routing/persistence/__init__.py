"""MongoDB behind the ports of routing: tasks, seats, employees, rules; and the list of indexes."""
