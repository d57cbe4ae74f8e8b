"""What a person with a telephone does, hears and meets: the same whether a line is rung or its engine is asked."""
